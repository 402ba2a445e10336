import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signedIn, signInByCode } from '../support/accounts.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { type Flow, variants, visitor } from '../support/visitor.ts';

const away = 'https://app.example/goodbye';
const server = await startServer(
  { after },
  {
    flags: {
      'selfservice.allowed_return_urls': [away],
      'selfservice.flows.logout.after.default_browser_return_url': away,
      'selfservice.flows.logout.clear_browser_data': false,
      'selfservice.flows.error.ui_url': 'https://app.example/oops',
    },
  },
);
const box = printedMail(server);

describe('signing out by the SDK', () => {
  it('gives a link that ends the session, once', async () => {
    const who = await signedIn(server, box, 'alice', 'spa');
    const headers = () => ({ headers: { Cookie: [...who.web.cookies].map((pair) => pair.join('=')).join('; ') } });
    const { data } = await who.sdk.createBrowserLogoutFlow({}, headers());
    const url = new URL(data.logout_url);
    assert.equal(`${url.origin}${url.pathname}`, `${server.url}/self-service/logout`);
    assert.equal(url.searchParams.get('token'), data.logout_token);
    const out = await who.sdk.updateLogoutFlow({ token: data.logout_token }, headers());
    assert.equal(out.status, 204);
    assert.equal((out.headers as Record<string, string>)['clear-site-data'], undefined, 'switched off here');
    assert.equal((await who.whoami()).status, 401);
  });

  it('leads a browser to the configured address, or where it asked to go', async () => {
    for (const [query, target] of [
      ['', away],
      [`?return_to=${encodeURIComponent(`${away}/alice`)}`, `${away}/alice`],
    ] as const) {
      const { email } = await account(server, `bob${query.length}`);
      const who = visitor(server, 'html');
      await signInByCode(who, email, box);
      const { body } = await who.web.send(`/self-service/logout/browser${query}`, { html: true });
      assert.match(body.logout_token, /^ory_lo_/);
      const out = await who.web.send(body.logout_url, { html: true });
      assert.equal(out.status, 303);
      assert.equal(out.headers.get('location'), target);
      assert.equal(who.web.cookies.has('ory_kratos_session'), false);
    }
  });

  it('takes the token of an app back', async () => {
    const who = await signedIn(server, box, 'carol', 'native');
    const performNativeLogoutBody = { session_token: who.token! };
    for (let times = 0; times < 2; times++) {
      assert.equal((await who.sdk.performNativeLogout({ performNativeLogoutBody })).status, 204);
    }
    assert.equal((await who.whoami()).status, 401);
  });
});

describe('errors', () => {
  it('are shown on the configured page, which reads them by their id', async () => {
    const who = visitor(server, 'html');
    const { location } = await who.open('login', { aal: 'aal2' });
    const { origin, pathname, searchParams } = new URL(location!);
    assert.equal(`${origin}${pathname}`, 'https://app.example/oops');
    const id = searchParams.get('id')!;
    const { status, data } = await who.sdk.getFlowError({ id });
    assert.equal(status, 200);
    assert.equal(data.id, id);
    const { code, reason } = data.error as { code: number; reason: string };
    assert.deepEqual([code, reason], [401, 'Sign in first.']);
    assert.equal((await who.sdk.getFlowError({ id: 'x' })).status, 404);
  });

  it('have an example to build the page with', async () => {
    const { status, data } = await visitor(server, 'spa').sdk.getFlowError({ id: 'stub:500' });
    assert.equal(status, 200);
    assert.equal(data.id, 'stub:500');
    const { code, status: text, reason } = data.error as { code: number; status: string; reason: string };
    assert.deepEqual([code, text], [500, 'Internal Server Error']);
    assert.match(reason, /example/);
    const page = await visitor(server, 'html').web.send('/error?id=stub:500', { html: true });
    assert.equal(page.status, 500);
    assert.match(page.body, /Something unexpected happened/);
  });
});

describe('one’s own sessions by the SDK', () => {
  for (const variant of variants) {
    it(`are listed but for this one, and ended: ${variant}`, async () => {
      const who = await signedIn(server, box, `dora-${variant}`, variant);
      const others = [visitor(server, 'spa'), visitor(server, 'native')];
      for (const other of others) await signInByCode(other, who.account.email, box);
      const as =
        variant === 'native'
          ? { headers: { 'X-Session-Token': who.token } }
          : { headers: { Cookie: [...who.web.cookies].map((pair) => pair.join('=')).join('; '), Origin: server.url } };
      const { data: listed, headers } = await who.sdk.listMySessions({}, as);
      assert.equal((headers as Record<string, string>)['x-total-count'], '2');
      const current = (await who.whoami()).body.id;
      assert.ok(listed.every(({ id, active }: Flow) => id !== current && active));
      assert.equal((await who.sdk.disableMySession({ id: listed[0]!.id }, as)).status, 204);
      assert.equal((await who.sdk.disableMySession({ id: current }, as)).status, 400);
      const { data } = await who.sdk.disableMyOtherSessions({}, as);
      assert.deepEqual(data, { count: 1 });
      for (const other of others) assert.equal((await other.whoami()).status, 401);
      assert.equal((await who.whoami()).status, 200);
    });
  }
});
