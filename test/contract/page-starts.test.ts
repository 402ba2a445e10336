import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { signedIn } from '../support/accounts.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

/** How people come to a page: by a link of somebody else, without cookies, after signing out. */
const server = await startServer({ after });
const box = printedMail(server);
const html = { accept: 'text/html' };
const bare = (path: string) => fetch(new URL(path, server.url), { redirect: 'manual', headers: html });
const next = ({ headers }: { headers: Headers }) => headers.get('location')!;

describe('a page without the cookie of its flow', () => {
  it('opened by the live link of another browser, starts afresh without a word of cookies', async () => {
    const who = visitor(server, 'html');
    const { id } = await who.start('login');
    const response = await bare(`/login?flow=${id}&return_to=%2Fsettings`);
    assert.equal(response.status, 303);
    assert.equal(next(response), '/self-service/login/browser?return_to=%2Fsettings&retried=true');
    const other = visitor(server, 'html');
    const started = await other.web.send(next(response), { html: true });
    const page = await other.web.send(next(started), { html: true });
    assert.equal(page.status, 200);
    assert.match(String(page.body), /<h1>Sign in<\/h1>/);
  });

  it('says that cookies are needed where none is kept, instead of going in circles', async () => {
    let path = '/login';
    const statuses: number[] = [];
    for (let step = 0; step < 8; step++) {
      const response = await bare(path);
      statuses.push(response.status);
      if (response.status !== 303) {
        assert.match(await response.text(), /did not send our cookie back/);
        break;
      }
      path = next(response);
    }
    assert.deepEqual(statuses, [303, 303, 303, 303, 403]);
  });
});

it('signing out leads to a sign-in page that says so, and starting again says it no more', async () => {
  const who = await signedIn(server, box, 'alice', 'html');
  const { body } = await who.web.send('/self-service/logout/browser', { html: true });
  let answer = await who.web.send(body.logout_url, { html: true });
  assert.equal(next(answer), `${server.url}/login`);
  while (answer.status === 303) answer = await who.web.send(next(answer), { html: true });
  assert.match(String(answer.body), /role="status">You are signed out\.</);
  answer = await who.web.send('/login', { html: true });
  while (answer.status === 303) answer = await who.web.send(next(answer), { html: true });
  assert.doesNotMatch(String(answer.body), /You are signed out/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});
