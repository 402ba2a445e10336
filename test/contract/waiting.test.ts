import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

/** What a browser is shown that has to wait, and that the page is the same in every language. */
const server = await startServer({ after });
const shown = (body: unknown) => String(body).replaceAll('&amp;', '&');

describe('the page of somebody who asked for too many messages', () => {
  for (const kind of ['recovery', 'verification'] as const) {
    it(`in ${kind}: leads back, and says the same in German at an address of its own`, async () => {
      const { web, start } = visitor(server, 'html');
      const { id, ui } = await start(kind);
      const csrf = ui.nodes.find(({ attributes }: typeof ui) => attributes.name === 'csrf_token').attributes.value;
      const form = { csrf_token: csrf, method: 'code', email: `${kind}@example.com` };
      const send = () => web.send(`/self-service/${kind}?flow=${id}`, { html: true, form });
      let answer = await send();
      for (let more = 0; more < 20 && answer.status === 303; more++) answer = await send();
      assert.equal(answer.status, 429);
      const page = shown(answer.body);
      assert.match(page, /Too many messages were asked for\. Try again in (1 hour|60 minutes)\./);
      assert.ok(page.includes(`<a class="button primary" href="${server.url}/${kind}?flow=${id}">Go back</a>`), page);

      const [, link = ''] = /href="([^"]+lang=de)"/.exec(page) ?? [];
      assert.match(
        link,
        new RegExp(`/error\\?id=too_many_messages\\.[0-9a-f-]{36}\\.\\d+&kind=${kind}&flow=${id}&lang=de$`),
      );
      const chosen = await web.send(link, { html: true });
      const german = await web.send(chosen.headers.get('location')!, { html: true });
      assert.equal(german.status, 429);
      assert.match(
        shown(german.body),
        /Es wurden zu viele Nachrichten angefordert\. Versuchen Sie es in (1 Stunde|60 Minuten) noch einmal\./,
      );
      assert.ok(shown(german.body).includes(`href="${server.url}/${kind}?flow=${id}">Zurück</a>`));
    });
  }
});

describe('an error page that is asked for', () => {
  const uuid = crypto.randomUUID();
  const html = async (id: string, more = '') =>
    await visitor(server, 'html').web.send(`/error?id=${id}${more}`, { html: true });

  it('says until when an account is held, and leads to it', async () => {
    const until = Date.UTC(2027, 0, 2, 3, 4);
    const { status, body } = await html(`recovery_hold.${uuid}.${until}`);
    assert.equal(status, 403);
    assert.match(body, /<time datetime="2027-01-02T03:04:00.000Z">.*href="[^"]*\/settings">To your account</s);
    const { body: error } = await visitor(server, 'html').web.send(
      `/self-service/errors?id=recovery_hold.${uuid}.${until}`,
    );
    assert.equal(error.error.details.held_until, '2027-01-02T03:04:00.000Z');
  });

  for (const id of [
    `throttled.${uuid}`,
    `throttled.${uuid}.x`,
    `throttled.${uuid}.9999999`,
    `recovery_hold.x.${'1'.repeat(13)}`,
    `constructor.${uuid}.1`,
  ]) {
    it(`makes nothing up: ${id.replace(uuid, 'ID')}`, async () => {
      assert.match((await html(id)).body, /There is nothing at this address/);
    });
  }

  it('leads nowhere else by what an address adds', async () => {
    for (const more of ['&kind=//evil.example', '&kind=recovery&flow=//evil.example', '&flow=x']) {
      const { body } = await html(`throttled.${uuid}.30`, more);
      assert.match(body, /Too many wrong attempts\. Try again in 30 seconds\./);
      assert.doesNotMatch(body.replace(/<footer>.*<\/footer>/s, ''), /evil/);
    }
  });
});
