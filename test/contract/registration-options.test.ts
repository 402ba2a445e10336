import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { plainKey } from '../support/security-keys.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, type Outcome, shown, variants, visitor } from '../support/visitor.ts';

const title = { type: 'string', title: 'Job title' };
const schemas = [
  schemaOf('default', { email: emailTrait, name: nameTrait }),
  schemaOf('staff', { email: emailTrait, title }, { required: ['email', 'title'] }),
  schemaOf('internal', { email: emailTrait }, { selectable: false }),
];
/** One page for everything, passwords and passwordless keys too, and no session afterwards. */
const server = await startServer(
  { after },
  {
    flags: {
      'identity.schemas': schemas,
      'selfservice.flows.registration.style': 'unified',
      'selfservice.methods.password.enabled': true,
      'selfservice.methods.webauthn.enabled': true,
      'selfservice.methods.webauthn.config.passwordless': true,
      'selfservice.flows.registration.after.password.hooks': [{ hook: 'session' }],
      'selfservice.flows.registration.after.passkey.hooks': [{ hook: 'show_verification_ui' }],
      'selfservice.flows.registration.after.code.default_browser_return_url': 'https://app.example/by-code',
      'selfservice.flows.registration.after.default_browser_return_url': 'https://app.example/registered',
    },
  },
);
const closed = await startServer({ after }, { flags: { 'registration.mode': 'closed' } });
const box = printedMail(server);
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const names = (flow: Flow) =>
  flow.ui.nodes.map(({ group, attributes }: Flow) => `${group} ${attributes.name ?? attributes.id}`);

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const traitsOf = (name: string) => ({ email: `${name}-${variant}@example.com` });
  const refused = ({ status, flow }: Outcome, messages: number[]) => {
    assert.equal(status, next[variant]);
    assert.deepEqual(shown(flow), messages);
  };

  describe(`registering on one page: ${variant}`, () => {
    it('shows the profile and every way to sign in at once', async () => {
      const flow = await visit().start('registration');
      const browser =
        variant === 'native'
          ? []
          : [
              'webauthn webauthn_register_displayname',
              'webauthn webauthn_register',
              'webauthn webauthn_register_trigger',
              'webauthn webauthn_script',
            ];
      assert.deepEqual(
        names(flow).sort(),
        [
          'default csrf_token',
          'default traits.email',
          'default traits.name.first',
          'default traits.name.last',
          ...browser,
          'passkey passkey_register_trigger',
          'passkey passkey_register',
          'passkey passkey_create_data',
          'code method',
          'password password',
          'password method',
        ].sort(),
      );
    });

    it('takes a password, and opens a session where the hook says so', async () => {
      const who = visit();
      const traits = traitsOf('alice');
      const flow = await who.start('registration');
      refused(await who.submit(flow, { method: 'password', traits, password: 'short' }), [4000032]);
      refused(await who.submit(flow, { method: 'password', traits }), [4000002]);
      const password = 'a lime tree full of bees';
      const registered = await who.submit(flow, { method: 'password', traits, password });
      assert.equal(registered.status, done[variant], JSON.stringify(registered.body));
      if (variant === 'html') assert.equal(registered.location, 'https://app.example/registered');
      const { body } = await who.whoami();
      assert.equal(body.identity.traits.email, traits.email);
      assert.deepEqual(
        body.authentication_methods.map(({ method }: Flow) => method),
        ['password'],
      );
    });

    it('keeps what was typed when a field is wrong', async () => {
      const who = visit();
      const flow = await who.start('registration');
      const wrong = await who.submit(flow, {
        method: 'password',
        traits: { email: 'x' },
        password: 'a lime tree full of bees',
      });
      refused(wrong, [4000040]);
      assert.equal(nodeValue(wrong.flow, 'traits.email'), 'x');
      assert.equal(nodeValue(wrong.flow, 'password'), undefined);
    });

    it('takes a passkey, and answers with the identity alone where no hook opens a session', async () => {
      const who = visit();
      const traits = traitsOf('bob');
      const flow = await who.start('registration');
      const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data')).credentialOptions;
      const passkey_register = JSON.stringify(createAuthenticator().register(publicKey, server.url));
      const registered = await who.submit(flow, { method: 'passkey', traits, passkey_register });
      assert.equal(registered.status, done[variant], JSON.stringify(registered.body));
      if (variant === 'html') assert.equal(registered.location, 'https://app.example/registered');
      else {
        assert.deepEqual(Object.keys(registered.body).sort(), ['continue_with', 'identity']);
        assert.equal(registered.body.identity.traits.email, traits.email);
      }
      assert.equal((await who.whoami()).status, 401);
      assert.equal(
        registered.headers.getSetCookie().some((cookie) => cookie.startsWith('ory_kratos_session')),
        false,
      );
    });

    it('takes a code, and leads where its own setting says', async () => {
      const who = visit();
      const traits = traitsOf('carol');
      const sent = await who.submit(await who.start('registration'), { method: 'code', traits });
      refused(sent, [1040005]);
      const registered = await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits });
      assert.equal(registered.status, done[variant]);
      const target = 'https://app.example/by-code';
      if (variant === 'html') assert.equal(registered.location, target);
      if (variant === 'spa') {
        assert.deepEqual(registered.body.continue_with, [
          { action: 'redirect_browser_to', redirect_browser_to: target },
        ]);
      }
      assert.equal((await who.whoami()).status, 200, 'STING opens a session where no list of hooks says otherwise');
    });

    it('takes a passwordless security key in a browser', async () => {
      if (variant === 'native') return;
      const who = visit();
      const traits = traitsOf('dan');
      const flow = await who.start('registration');
      const { publicKey } = JSON.parse(nodeValue(flow, 'webauthn_register_trigger'));
      const key = plainKey();
      const webauthn_register = JSON.stringify(key.register(publicKey, server.url));
      const registered = await who.submit(flow, {
        method: 'webauthn',
        traits,
        webauthn_register,
        webauthn_register_displayname: 'blue',
      });
      assert.equal(registered.status, done[variant], JSON.stringify(registered.body));

      const again = visit();
      const named = await again.submit(await again.start('login'), { method: 'webauthn', identifier: traits.email });
      assert.deepEqual(shown(named.flow), [1010012]);
      const options = JSON.parse(nodeValue(named.flow, 'webauthn_login_trigger')).publicKey;
      const webauthn_login = JSON.stringify(key.authenticate(options, server.url));
      const signed = await again.submit(named.flow, { method: 'webauthn', identifier: traits.email, webauthn_login });
      assert.equal(signed.status, done[variant], JSON.stringify(signed.body));
      const { body } = await again.whoami();
      assert.deepEqual(
        body.authentication_methods.map(({ method, aal }: Flow) => [method, aal]),
        [['webauthn', 'aal1']],
      );
    });
  });

  describe(`another identity schema: ${variant}`, () => {
    it('is asked for by its id', async () => {
      const who = visit();
      const flow = await who.start('registration', { identity_schema: 'staff' });
      assert.equal(flow.identity_schema, 'staff');
      assert.ok(names(flow).includes('default traits.title'));
      const traits = { ...traitsOf('eve'), title: 'Beekeeper' };
      refused(await who.submit(flow, { method: 'code', traits: traitsOf('eve') }), [4000002]);
      const sent = await who.submit(flow, { method: 'code', traits });
      await who.submit(sent.flow, { method: 'code', code: await box.code(traits.email), traits });
      const { identity } = (await who.whoami()).body;
      assert.deepEqual([identity.schema_id, identity.traits.title], ['staff', 'Beekeeper']);
      assert.equal(identity.schema_url, `${server.url}/schemas/${Buffer.from('staff').toString('base64url')}`);
    });

    it('has to be one that people may choose', async () => {
      for (const identity_schema of ['internal', 'nonsense']) {
        const { status, body, location } = await visit().open('registration', { identity_schema });
        if (variant === 'html') assert.match(location!, /\/error\?id=schema_not_selectable/);
        else assert.deepEqual([status, body.error.id], [400, 'schema_not_selectable']);
      }
    });
  });

  it(`is not open where it is closed: ${variant}`, async () => {
    const { status, body, location } = await visitor(closed, variant).open('registration');
    if (variant === 'html') assert.match(location!, /\/error\?id=self_service_flow_disabled/);
    else assert.deepEqual([status, body.error.id], [400, 'self_service_flow_disabled']);
  });
}
