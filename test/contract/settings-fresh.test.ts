import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { type Flow, shown, type Visitor, variants, visitor } from '../support/visitor.ts';

const server = await startServer({ after });
const strict = await startServer(
  { after },
  { flags: { 'selfservice.flows.settings.required_aal': 'highest_available' } },
);
const box = printedMail(server);
const staleSeconds = 301;
const cookieName = 'ory_kratos_continuity';

/** Gives the code that a refresh asks for; answers where the browser is led. */
async function refresh(who: Visitor, target: string, email: string): Promise<string> {
  const { searchParams, pathname } = new URL(target);
  assert.equal(pathname, '/self-service/login/browser');
  const query = Object.fromEntries(searchParams);
  assert.equal(query['refresh'], 'true');
  const flow = await who.start('login', query);
  const sent = await who.submit(flow, { method: 'code', identifier: email });
  const done = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
  return done.location ?? done.body.continue_with[0].redirect_browser_to;
}

for (const variant of ['html', 'spa'] as const) {
  describe(`a change that waits for a fresh proof: ${variant}`, () => {
    it('is applied when the browser comes back with the proof', async () => {
      const who = await signedIn(server, box, `alice-${variant}`, variant);
      const { email, traits } = who.account;
      const flow = await who.start('settings', { return_to: '/console' });
      server.clock.advance({ seconds: staleSeconds });
      const moved = { ...traits, email: `alice-${variant}@example.net` };
      const rejected = await who.submit(flow, { method: 'profile', traits: moved });
      const submit = `${server.url}/self-service/settings?flow=${flow.id}`;
      const login = rejected.location ?? rejected.body.redirect_browser_to;
      if (variant === 'html') assert.equal(rejected.status, 303);
      else {
        assert.equal(rejected.status, 403);
        assert.equal(rejected.body.error.id, 'session_refresh_required');
        assert.equal(rejected.body.error.details.redirect_browser_to, login);
      }
      assert.equal(new URL(login).searchParams.get('return_to'), submit);
      const parked = rejected.headers.getSetCookie().find((cookie) => cookie.startsWith(cookieName))!;
      assert.match(parked, /HttpOnly/i);
      assert.match(parked, /SameSite=Lax/i);
      assert.match(parked, /Path=\//i);

      assert.equal(await refresh(who, login, email), submit);
      assert.equal((await who.whoami()).body.identity.traits.email, email, 'not before the browser is back');
      const back = await who.web.send(submit, { html: true });
      assert.equal(back.status, 303);
      assert.equal(back.headers.get('location'), `${server.url}/console`);
      assert.equal((await who.whoami()).body.identity.traits.email, moved.email);
      assert.equal(who.web.cookies.has(cookieName), false, 'it is taken once');
      const again = await who.web.send(submit, { html: true });
      assert.equal(again.headers.get('location'), `${server.url}/settings?flow=${flow.id}`);
    });

    it('is not applied for somebody else, in another flow, or without its cookie', async () => {
      const who = await signedIn(server, box, `bob-${variant}`, variant);
      const flow = await who.start('settings');
      const other = await who.start('settings');
      server.clock.advance({ seconds: staleSeconds });
      const traits = { ...who.account.traits, email: `bob-${variant}@example.net` };
      const rejected = await who.submit(flow, { method: 'profile', traits });
      const login = rejected.location ?? rejected.body.redirect_browser_to;
      await refresh(who, login, who.account.email);
      const cookie = who.web.cookies.get(cookieName)!;

      const mallory = await signedIn(server, box, `mallory-${variant}`, variant);
      mallory.web.cookies.set(cookieName, cookie);
      const foreign = await mallory.web.send(`/self-service/settings?flow=${flow.id}`, { html: true });
      assert.match(foreign.headers.get('location')!, /\/error\?id=security_/);
      who.web.cookies.delete(cookieName);
      const bare = await who.web.send(`/self-service/settings?flow=${flow.id}`, { html: true });
      assert.equal(bare.headers.get('location'), `${server.url}/settings?flow=${flow.id}`);
      who.web.cookies.set(cookieName, cookie);
      await who.web.send(`/self-service/settings?flow=${other.id}`, { html: true });
      assert.equal((await who.whoami()).body.identity.traits.email, who.account.email);
    });

    it('is asked for again when the proof is not fresh', async () => {
      const who = await signedIn(server, box, `carol-${variant}`, variant);
      const flow = await who.start('settings');
      server.clock.advance({ seconds: staleSeconds });
      const traits = { ...who.account.traits, email: `carol-${variant}@example.net` };
      await who.submit(flow, { method: 'profile', traits });
      const early = await who.web.send(`/self-service/settings?flow=${flow.id}`, { html: true });
      assert.match(early.headers.get('location')!, /\/login\/browser\?refresh=true/);
      assert.ok(who.web.cookies.has(cookieName), 'and waits on');
      const login = early.headers.get('location')!;
      const submit = await refresh(who, login, who.account.email);
      await who.web.send(submit, { html: true });
      assert.equal((await who.whoami()).body.identity.traits.email, traits.email);
    });
  });
}

describe('what asks for a fresh proof', () => {
  const privileged: [what: string, values: object][] = [
    ['backup codes', { lookup_secret_regenerate: 'true' }],
    ['a passkey', { method: 'passkey', passkey_settings_register: '{}' }],
    ['removing a passkey', { method: 'passkey', passkey_remove: '00' }],
    ['an app', { method: 'totp', totp_code: '123456' }],
    ['removing an app', { totp_unlink: 'true' }],
    ['an address', { method: 'profile', traits: { email: 'elsewhere@example.com' } }],
  ];
  for (const variant of variants) {
    it(`all but plain traits: ${variant}`, async () => {
      const who = await signedIn(server, box, `dora-${variant}`, variant);
      const flow = await who.start('settings');
      server.clock.advance({ seconds: staleSeconds });
      for (const [what, values] of privileged) {
        const refused = await who.submit(flow, { ...values });
        if (variant === 'html') assert.match(refused.location!, /refresh=true/, what);
        else assert.deepEqual([refused.status, refused.body.error.id], [403, 'session_refresh_required'], what);
        if (variant === 'native') assert.equal(refused.headers.get('set-cookie'), null);
      }
      const name = { first: 'Dora', last: 'Example' };
      const plain = await who.submit(flow, { method: 'profile', traits: { ...who.account.traits, name } });
      assert.deepEqual(shown(plain.flow), [1050001]);
    });

    it(`the level that the person can reach: ${variant}`, async () => {
      const { email } = await account(strict, `eve-${variant}`);
      const letters = printedMail(strict);
      const owner = visitor(strict, variant);
      await signInByCode(owner, email, letters);
      const passkey = await addPasskey(owner, strict.url, createAuthenticator());
      const weak = visitor(strict, variant);
      await signInByCode(weak, email, letters);
      const refused = await weak.open('settings');
      const login = `${strict.url}/self-service/login/browser?aal=aal2`;
      if (variant === 'html') {
        assert.equal(
          refused.location,
          `${login}&return_to=${encodeURIComponent(`${strict.url}/self-service/settings/browser`)}`,
        );
      } else {
        assert.equal(refused.status, 403);
        assert.equal(refused.body.error.id, 'session_aal2_required');
        assert.equal(refused.body.redirect_browser_to, login);
        assert.equal(refused.body.error.details.redirect_browser_to, login);
      }
      const flow: Flow = await weak.start('login', { aal: 'aal2' });
      const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
      const passkey_login = JSON.stringify(passkey.authenticate(publicKey, strict.url));
      await weak.submit(flow, { method: 'passkey', passkey_login });
      assert.equal((await weak.start('settings')).state, 'show_form');
    });
  }
});
