import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { addPasskey, signedIn } from '../support/accounts.ts';
import { appCode, wrongCode } from '../support/authenticator-app.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { plainKey } from '../support/security-keys.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, shown, type Variant, type Visitor, variants, visitor } from '../support/visitor.ts';

const flags = {
  'selfservice.methods.webauthn.enabled': true,
  'security.code_sends_per_hour': 10,
  'session.whoami.required_aal': 'highest_available',
};
const server = await startServer({ after }, { flags });
const box = printedMail(server);
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };

const textOf = (flow: Flow, id: string) =>
  flow.ui.nodes.find(({ attributes }: Flow) => attributes.id === id).attributes.text.context;
const names = (flow: Flow) => flow.ui.nodes.map(({ attributes }: Flow) => attributes.name ?? attributes.id);

/** Somebody with an app, backup codes, a passkey without a PIN and (in a browser) a security key, in a new session by code. */
async function equipped(name: string, variant: Variant) {
  const who = await signedIn(server, box, `${name}-${variant}`, variant);
  const start = await who.start('settings');
  const secret: string = textOf(start, 'totp_secret_key').secret;
  const update = async (values: object) => {
    const { flow } = await who.submit(await who.read('settings', start.id).then(({ body }) => body), { ...values });
    return flow;
  };
  await update({ method: 'totp', totp_code: appCode(secret, server.clock()) });
  const made = await update({ method: 'lookup_secret', lookup_secret_regenerate: 'true' });
  const codes: string[] = textOf(made, 'lookup_secret_codes').secrets.map(({ context }: Flow) => context.secret);
  await update({ method: 'lookup_secret', lookup_secret_confirm: 'true' });
  const passkey = await addPasskey(who, server.url);
  const key = plainKey();
  if (variant !== 'native') {
    const flow = await who.start('settings');
    const { publicKey } = JSON.parse(nodeValue(flow, 'webauthn_register_trigger'));
    const webauthn_register = JSON.stringify(key.register(publicKey, server.url));
    const added = await who.submit(flow, {
      method: 'webauthn',
      webauthn_register,
      webauthn_register_displayname: 'key',
    });
    assert.deepEqual(shown(added.flow), [1050001]);
  }
  server.clock.advance({ seconds: 30 });
  return { ...who.account, secret, codes, passkey, key };
}
type Equipped = Awaited<ReturnType<typeof equipped>>;

async function byCode(variant: Variant, email: string): Promise<Visitor> {
  const who = visitor(server, variant);
  const flow = await who.start('login');
  const sent = await who.submit(flow, { method: 'code', identifier: email });
  await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
  return who;
}

const proofs: Record<string, { values(flow: Flow, of: Equipped): object; aal: string; browserOnly?: true }> = {
  totp: { values: (_flow, { secret }) => ({ totp_code: appCode(secret, server.clock()) }), aal: 'aal2' },
  lookup_secret: { values: (_flow, { codes }) => ({ lookup_secret: codes[0] }), aal: 'aal2' },
  webauthn: {
    values: (flow, { key, email }) => {
      const { publicKey } = JSON.parse(nodeValue(flow, 'webauthn_login_trigger'));
      return { identifier: email, webauthn_login: JSON.stringify(key.authenticate(publicKey, server.url)) };
    },
    aal: 'aal2',
    browserOnly: true,
  },
  passkey: {
    values: (flow, { passkey }) => {
      const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
      return { passkey_login: JSON.stringify(passkey.authenticate(publicKey, server.url)) };
    },
    aal: 'aal1',
  },
};

for (const variant of variants) {
  describe(`a second proof: ${variant}`, async () => {
    const alice = await equipped('alice', variant);

    for (const [method, { values, aal, browserOnly }] of Object.entries(proofs)) {
      if (browserOnly && variant === 'native') continue;
      it(`by ${method}`, async () => {
        const who = await byCode(variant, alice.email);
        const weak = await who.whoami();
        assert.equal(weak.status, 403);
        assert.equal(weak.body.error.id, 'session_aal2_required');
        const login = `${server.url}/self-service/login/browser?aal=aal2`;
        assert.equal(weak.body.redirect_browser_to, login);
        assert.equal(weak.body.error.details.redirect_browser_to, login);

        const before = variant === 'native' ? who.token : who.web.cookies.get('ory_kratos_session');
        const flow = await who.start('login', { aal: 'aal2', return_to: '/settings' });
        assert.equal(flow.requested_aal, 'aal2');
        assert.deepEqual(shown(flow), [1010004]);
        const proven = await who.submit(flow, { method, ...values(flow, alice) });
        assert.equal(proven.status, done[variant], JSON.stringify(proven.body));
        if (variant === 'html') assert.equal(proven.location, `${server.url}/settings`);
        assert.notEqual(variant === 'native' ? who.token : who.web.cookies.get('ory_kratos_session'), before);
        const { status, body } = await who.whoami();
        assert.equal(status, 200);
        assert.equal(body.authenticator_assurance_level, 'aal2');
        assert.deepEqual(
          body.authentication_methods.map((each: Flow) => [each.method, each.aal]),
          [
            ['code', 'aal1'],
            [method, aal],
          ],
        );
      });
    }

    it('is not asked of whoever gave it', async () => {
      const who = await byCode(variant, alice.email);
      const flow = await who.start('login', { aal: 'aal2' });
      await who.submit(flow, { method: 'lookup_secret', lookup_secret: alice.codes[1] });
      const { status, body, location } = await who.open('login', { aal: 'aal2' });
      assert.equal(status, next[variant]);
      if (variant === 'html') assert.equal(location, `${server.url}/console`);
      else assert.equal(body.error.id, 'session_already_available');
    });

    const wrong: [what: string, values: () => object, message: number][] = [
      ['a wrong code', () => ({ method: 'totp', totp_code: wrongCode(alice.secret, server.clock()) }), 4000008],
      ['a backup code that is none', () => ({ method: 'lookup_secret', lookup_secret: 'AAAA-AAAA' }), 4000016],
      ['a backup code that is used', () => ({ method: 'lookup_secret', lookup_secret: alice.codes[0] }), 4000012],
      ['nothing', () => ({}), 4010002],
      ['a code by mail, which is no second proof here', () => ({ method: 'code', identifier: alice.email }), 4010002],
    ];
    it('is refused', async () => {
      const who = await byCode(variant, alice.email);
      const flow = await who.start('login', { aal: 'aal2' });
      for (const [what, values, message] of wrong) {
        const refused = await who.submit(flow, values() as Record<string, unknown>);
        assert.equal(refused.status, next[variant], what);
        assert.deepEqual(shown(refused.flow), [message], what);
        // What proves a login at last forgives the wrong tries before.
        server.clock.advance({ minutes: 5 });
      }
      assert.equal((await who.whoami()).body.error.id, 'session_aal2_required');
    });

    it('asks for a first proof before', async () => {
      const { status, body, location } = await visitor(server, variant).open('login', { aal: 'aal2' });
      if (variant !== 'html') {
        assert.equal(status, 401);
        assert.equal(body.error.id, 'session_aal1_required');
      } else assert.match(location!, /\/error\?id=session_aal1_required/);
    });

    it('is refused with what somebody does not have', async () => {
      const who = await signedIn(server, box, `bob-${variant}`, variant);
      const flow = await who.start('login', { aal: 'aal2' });
      assert.deepEqual(names(flow), ['csrf_token']);
      for (const [method, message] of [
        ['totp', 4000011],
        ['lookup_secret', 4000014],
        ['webauthn', variant === 'native' ? 4000013 : 4000043],
      ] as const) {
        const refused = await who.submit(flow, { method, totp_code: '123456', lookup_secret: 'x' });
        assert.equal(refused.status, next[variant]);
        assert.deepEqual(shown(refused.flow), [message], method);
      }
    });
  });

  describe(`one proof where two are wanted: ${variant}`, async () => {
    const carol = await equipped('carol', variant);

    it('signs in and leads on to the second', async () => {
      const who = visitor(server, variant);
      const flow = await who.start('login', { return_to: '/settings' });
      const sent = await who.submit(flow, { method: 'code', identifier: carol.email });
      const signed = await who.submit(sent.flow, { method: 'code', code: await box.code(carol.email) });
      const second = `${server.url}/self-service/login/browser?aal=aal2&return_to=${encodeURIComponent(`${server.url}/settings`)}`;
      if (variant === 'html') assert.equal(signed.location, second);
      if (variant === 'spa') {
        assert.equal(signed.status, 422);
        assert.equal(signed.body.error.id, 'browser_location_change_required');
        assert.equal(signed.body.redirect_browser_to, second);
      }
      if (variant === 'native') {
        assert.equal(signed.status, 200);
        assert.equal(signed.body.session.identity, null, 'nothing of the person before the second proof');
      }
      assert.equal((await who.whoami()).status, 403);
      // The account page asks for less by default.
      assert.ok(await who.start('settings'));
    });

    it('is asked for again to be fresh, and keeps the level', async () => {
      const who = await byCode(variant, carol.email);
      const second = await who.start('login', { aal: 'aal2' });
      await who.submit(second, { method: 'lookup_secret', lookup_secret: carol.codes[2] });
      server.clock.advance({ minutes: 1 });
      const flow = await who.start('login', { refresh: 'true' });
      assert.equal(flow.refresh, true);
      assert.deepEqual(shown(flow), [1010003]);
      assert.equal(nodeValue(flow, 'identifier'), carol.email);
      const sent = await who.submit(flow, { method: 'code', identifier: carol.email });
      assert.deepEqual(shown(sent.flow), [1010025]);
      const again = await who.submit(sent.flow, { method: 'code', code: await box.code(carol.email) });
      assert.equal(again.status, done[variant], JSON.stringify(again.body));
      const { body } = await who.whoami();
      assert.equal(body.authenticator_assurance_level, 'aal2');
      assert.equal(body.authentication_methods.length, 3);
      assert.equal(Date.parse(body.authenticated_at), Math.floor(server.clock()));
    });
  });

  it(`refresh means nothing without a session: ${variant}`, async () => {
    assert.equal((await visitor(server, variant).start('login', { refresh: 'true' })).refresh, false);
  });
}

it('somebody without a second factor signs in with one proof', async () => {
  for (const variant of variants) {
    const who = await signedIn(server, box, `dora-${variant}`, variant);
    assert.equal((await who.whoami()).status, 200);
  }
});
