import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { registerByPasskey } from '../support/accounts.ts';
import { startReceiver } from '../support/http-receiver.ts';
import { printedMail } from '../support/mailbox.ts';
import { emailTrait, nameTrait, phoneTrait, schemaOf } from '../support/schemas.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Flow, shown, type Variant, type Visitor, variants, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

const gateway = await startReceiver({ after });
const server = await startServer(
  { after },
  {
    flags: {
      'selfservice.methods.code.mfa_enabled': true,
      'selfservice.methods.code.sms.enabled': true,
      'clients.http.disallow_private_ip_ranges': false,
      'courier.channels': [{ id: 'sms', type: 'http', request_config: { url: gateway.url, method: 'POST' } }],
      'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait, phone: phoneTrait })],
    },
  },
);
const box = printedMail(server);
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };

async function codeBySms(): Promise<string> {
  await server.app.courier.dispatch();
  return /\b\d{6}\b/.exec(gateway.received.at(-1)!.body)![0];
}

/** Registers with a passkey that asks for no PIN: one factor. */
async function byPasskey(variant: Variant, name: string, phone: string): Promise<Visitor & { email: string }> {
  const who = visitor(server, variant);
  const traits = { ...traitsOf(`${name}-${variant}`), phone };
  const registered = await registerByPasskey(who, server.url, traits);
  assert.equal(registered.status, done[variant], JSON.stringify(registered.body));
  return Object.assign(who, { email: traits.email });
}

const addresses = (flow: Flow) =>
  flow.ui.nodes
    .filter(({ attributes }: Flow) => attributes.name === 'address')
    .map(({ attributes, meta, group }: Flow) => [group, attributes.type, attributes.value, meta.label]);
const labelled = (address: string, channel: string) => [
  'code',
  'submit',
  address,
  { id: 1010023, text: `Send a code to ${address}`, type: 'info', context: { address, channel } },
];

for (const [index, variant] of variants.entries()) {
  const phone = (number: number) => `+49151123456${index}${number}`;

  describe(`a code as second proof: ${variant}`, () => {
    it('goes to the address that is picked', async () => {
      const who = await byPasskey(variant, 'alice', phone(1));
      assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal1');
      const flow = await who.start('login', { aal: 'aal2' });
      assert.deepEqual(shown(flow), [1010004]);
      assert.deepEqual(addresses(flow), [labelled(phone(1), 'sms'), labelled(who.email, 'email')]);
      const sent = await who.submit(flow, { method: 'code', address: phone(1) });
      assert.equal(sent.status, next[variant]);
      assert.equal(sent.flow.state, 'sent_email');
      assert.deepEqual(shown(sent.flow), [1010025]);
      const proven = await who.submit(sent.flow, { method: 'code', code: await codeBySms() });
      assert.equal(proven.status, done[variant]);
      const { body } = await who.whoami();
      assert.equal(body.authenticator_assurance_level, 'aal2');
      assert.deepEqual(
        body.authentication_methods.map((each: Flow) => [each.method, each.aal]),
        [
          ['passkey', 'aal1'],
          ['code', 'aal2'],
        ],
      );
    });

    it('is asked for by the button of its address alone, and sent once more', async () => {
      const who = await byPasskey(variant, 'bob', phone(2));
      const sent = await who.submit(await who.start('login', { aal: 'aal2' }), { address: who.email });
      assert.deepEqual(shown(sent.flow), [1010025]);
      const again = await who.submit(sent.flow, { method: 'code', resend: 'code' });
      assert.equal(again.flow.state, 'sent_email');
      assert.equal((await box.letters(who.email)).length, 2);
      const wrong = await who.submit(again.flow, { method: 'code', code: 'abcdef' });
      assert.deepEqual(shown(wrong.flow), [4010008]);
      const proven = await who.submit(again.flow, { method: 'code', code: await box.code(who.email) });
      assert.equal(proven.status, done[variant]);
    });

    it('goes to the trait that via names', async () => {
      const who = await byPasskey(variant, 'carol', phone(3));
      const flow = await who.start('login', { aal: 'aal2', via: 'phone' });
      assert.deepEqual(addresses(flow), [labelled(phone(3), 'sms')]);
      const sent = await who.submit(flow, { method: 'code' });
      assert.deepEqual(shown(sent.flow), [1010025]);
      const proven = await who.submit(sent.flow, { method: 'code', code: await codeBySms() });
      assert.equal(proven.status, done[variant]);
    });

    it('goes to no other address', async () => {
      const who = await byPasskey(variant, 'dan', phone(4));
      const flow = await who.start('login', { aal: 'aal2' });
      for (const address of ['mallory@example.com', phone(1), 'nonsense']) {
        const refused = await who.submit(flow, { method: 'code', address });
        assert.equal(refused.status, next[variant]);
        assert.deepEqual(shown(refused.flow), [4010010]);
      }
      assert.deepEqual(await box.letters('mallory@example.com'), []);
    });

    it('opens no session', async () => {
      const who = visitor(server, variant);
      const flow = await who.start('login');
      assert.ok(!flow.ui.nodes.some(({ group }: Flow) => group === 'code'));
      const refused = await who.submit(flow, { method: 'code', identifier: `alice-${variant}@example.com` });
      assert.equal(refused.status, next[variant]);
      assert.deepEqual(shown(refused.flow), [4010002]);
    });
  });
}
