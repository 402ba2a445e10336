import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { emailTrait, nameTrait, schemaOf } from '../support/schemas.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, shown, variants, visitor } from '../support/visitor.ts';

const flags = {
  'selfservice.flows.login.style': 'identifier_first',
  'selfservice.methods.password.enabled': true,
  'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait })],
};
const server = await startServer({ after }, { flags });
const open = await startServer({ after }, { flags: { ...flags, 'security.account_enumeration.mitigate': false } });
const box = printedMail(server);
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const password = 'the bees of the old lime tree';

const nodes = (flow: Flow) =>
  flow.ui.nodes
    .filter(({ type }: Flow) => type !== 'script')
    .map(({ group, attributes }: Flow) => `${group} ${attributes.name} ${attributes.type}`);

for (const variant of variants) {
  describe(`login by identifier first: ${variant}`, () => {
    it('asks who it is, then shows every way to prove it', async () => {
      const { email } = await account(server, `alice-${variant}`);
      const who = visitor(server, variant);
      const flow = await who.start('login');
      assert.deepEqual(nodes(flow), [
        'default csrf_token hidden',
        'default identifier text',
        'identifier_first method submit',
        'passkey passkey_login hidden',
        'passkey passkey_challenge hidden',
      ]);
      const second = await who.submit(flow, { method: 'identifier_first', identifier: email });
      assert.equal(second.status, next[variant]);
      assert.equal(second.flow.id, flow.id);
      assert.deepEqual(shown(second.flow), []);
      assert.deepEqual(nodes(second.flow), [
        'default csrf_token hidden',
        'default identifier hidden',
        'passkey passkey_login_trigger button',
        'passkey passkey_login hidden',
        'passkey passkey_challenge hidden',
        'code method submit',
        'password password password',
        'password method submit',
      ]);
      assert.equal(nodeValue(second.flow, 'identifier'), email);

      const sent = await who.submit(second.flow, { method: 'code' });
      assert.deepEqual(shown(sent.flow), [1010014]);
      const known = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
      assert.equal(known.status, done[variant]);
    });

    it('shows the same for nobody', async () => {
      const { email } = await account(server, `bob-${variant}`);
      const pages = [];
      for (const identifier of [email, `nobody-${variant}@example.com`]) {
        const who = visitor(server, variant);
        pages.push(await who.submit(await who.start('login'), { method: 'identifier_first', identifier }));
      }
      const [known, unknown] = pages.map(({ status, flow }) => ({ status, nodes: nodes(flow), messages: shown(flow) }));
      assert.deepEqual(unknown, known);
    });

    it('tells of nobody where the installation does not mind', async () => {
      const { email } = await account(open, `carol-${variant}`);
      const who = visitor(open, variant);
      const flow = await who.start('login');
      const identifier = `nobody-${variant}@example.com`;
      const unknown = await who.submit(flow, { method: 'identifier_first', identifier });
      assert.equal(unknown.status, next[variant]);
      assert.deepEqual(shown(unknown.flow), [4000037]);
      const known = await who.submit(unknown.flow, { method: 'identifier_first', identifier: email });
      assert.deepEqual(shown(known.flow), []);
      const other = visitor(open, variant);
      const coded = await other.submit(await other.start('login'), { method: 'code', identifier });
      assert.deepEqual(shown(coded.flow), [4000035]);
    });

    it('wants an identifier', async () => {
      const who = visitor(server, variant);
      const refused = await who.submit(await who.start('login'), { method: 'identifier_first', identifier: ' ' });
      assert.equal(refused.status, next[variant]);
      assert.deepEqual(shown(refused.flow), [4000002]);
    });

    it('lets a passkey answer before anybody is named', async () => {
      const { email } = await account(server, `dora-${variant}`);
      const owner = visitor(server, variant);
      await signInByCode(owner, email, box);
      const passkey = await addPasskey(owner, server.url, createAuthenticator());
      const who = visitor(server, variant);
      const flow = await who.start('login');
      const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
      const passkey_login = JSON.stringify(passkey.authenticate(publicKey, server.url));
      assert.equal((await who.submit(flow, { method: 'passkey', passkey_login })).status, done[variant]);
      assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal2');
    });
  });

  describe(`login by password, where it is switched on: ${variant}`, () => {
    it('takes identifier and password at once, and the password alone later', async () => {
      const { email } = await account(server, `eve-${variant}`);
      const owner = visitor(server, variant);
      await signInByCode(owner, email, box);
      const settings = await owner.start('settings');
      assert.deepEqual(shown((await owner.submit(settings, { method: 'password', password })).flow), [1050001]);

      for (const first of [true, false]) {
        const who = visitor(server, variant);
        let flow = await who.start('login');
        if (first) flow = (await who.submit(flow, { method: 'identifier_first', identifier: email })).flow;
        const known = await who.submit(flow, { method: 'password', ...(first ? {} : { identifier: email }), password });
        assert.equal(known.status, done[variant], JSON.stringify(known.body));
      }
      const wrong = visitor(server, variant);
      const refused = await wrong.submit(await wrong.start('login'), {
        method: 'password',
        identifier: email,
        password: 'another one altogether',
      });
      assert.equal(refused.status, next[variant]);
      assert.deepEqual(shown(refused.flow), [4000006]);
      assert.equal(nodeValue(refused.flow, 'password'), undefined, 'what was typed does not come back');
    });

    it('says which field is missing', async () => {
      const who = visitor(server, variant);
      const refused = await who.submit(await who.start('login'), { method: 'password' });
      assert.equal(refused.status, next[variant]);
      assert.deepEqual(shown(refused.flow), [4000002, 4000002]);
    });
  });
}
