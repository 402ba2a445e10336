import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { startReceiver } from '../support/http-receiver.ts';
import { printedMail } from '../support/mailbox.ts';
import { emailTrait, nameTrait, phoneTrait, schemaOf } from '../support/schemas.ts';
import { startServer } from '../support/server.ts';
import { type Flow, type Outcome, shown, type Visitor, visitor } from '../support/visitor.ts';
import { traitsOf } from '../support/web-client.ts';

const gateway = await startReceiver({ after });
const flags = {
  'selfservice.methods.code.sms.enabled': true,
  'clients.http.disallow_private_ip_ranges': false,
  'courier.channels': [{ id: 'sms', type: 'http', request_config: { url: gateway.url, method: 'POST' } }],
  'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait, phone: phoneTrait })],
};
const server = await startServer({ after }, { flags });
const box = printedMail(server);
let numbers = 1_000_000;
const newNumber = () => `+49151${numbers++}`;

/** What came to a number, the newest last. */
async function texts(phone: string, on = server): Promise<string[]> {
  await on.app.courier.dispatch();
  const all = gateway.received.map(({ body }) => JSON.parse(body));
  return all.filter(({ recipient }) => recipient === phone).map(({ body }) => body);
}
const codeOf = async (phone: string, on = server) => /\b\d{6}\b/.exec((await texts(phone, on)).at(-1) ?? '')?.[0];

/** An account with a verified number. */
async function withNumber(name: string, on = server) {
  const phone = newNumber();
  return { ...(await account(on, name, { phone })), phone };
}

const signIn = async (phone: string, who = visitor(server, 'native')) =>
  who.submit(await who.start('login'), { method: 'code', identifier: phone });

/** An answer without what differs from flow to flow. */
const alike = ({ status, body }: Outcome, phone: string) =>
  JSON.stringify({ status, messages: body.ui.messages, state: body.state, nodes: body.ui.nodes }).replaceAll(phone, '');
const appoint = (id: string, role: string) =>
  server.app.store.write((tx) => server.app.access.assignRole(tx, id, role));

describe('signing in by text message', () => {
  it('works with a number that is verified', async () => {
    const { phone } = await withNumber('ann');
    const who = visitor(server, 'native');
    const sent = await signIn(phone, who);
    const done = await who.submit(sent.flow, { method: 'code', code: await codeOf(phone) });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal1');
  });

  it('answers for administrators and unverified numbers as for nobody, and sends nothing', async () => {
    const nobody = newNumber();
    const expected = alike(await signIn(nobody), nobody);
    const admin = await withNumber('owner');
    await appoint(admin.id, 'owner');
    const officer = await withNumber('officer');
    await appoint(officer.id, 'security_officer');
    const { phone: unverified } = await withNumber('unverified');
    await server.app.store.write((tx) =>
      tx.updateTable('identity_address').set({ verified_at: null }).where('value', '=', unverified).execute(),
    );
    for (const phone of [admin.phone, officer.phone, unverified]) {
      assert.equal(alike(await signIn(phone), phone), expected);
      assert.deepEqual(await texts(phone), []);
    }
  });

  it('stops working for whoever becomes an administrator while the code is on its way', async () => {
    const { id, phone } = await withNumber('promoted');
    const who = visitor(server, 'native');
    const sent = await signIn(phone, who);
    const code = await codeOf(phone);
    await appoint(id, 'owner');
    const refused = await who.submit(sent.flow, { method: 'code', code });
    assert.equal(refused.status, 400);
    assert.equal((await who.whoami()).status, 401);
  });

  it('is refused in so many words to an administrator who is signed in', async () => {
    const { id, phone, email } = await withNumber('chief');
    await appoint(id, 'owner');
    const who = visitor(server, 'native');
    await signInByCode(who, email, box);
    const refused = await who.submit(await who.start('login', { refresh: 'true' }), { method: 'code', address: phone });
    assert.deepEqual([refused.status, shown(refused.flow)], [403, [4000001]]);
    assert.deepEqual(await texts(phone), []);
  });

  for (const number of ['+8816123456', '+9791234567', '+882161234567', '+870771234567']) {
    it(`says that ${number} gets no messages, whoever has it`, async () => {
      const refused = await signIn(number);
      assert.deepEqual([refused.status, shown(refused.flow)], [422, [4000001]]);
      const verifier = visitor(server, 'native');
      const other = await verifier.submit(await verifier.start('verification'), { method: 'code', email: number });
      assert.equal(other.status, 422);
    });
  }

  for (const number of ['0151 2345678', '+0151234567', '15123456789', '+49151x23456', '+1234567890123456']) {
    it(`takes no number that is not E.164: ${number}`, async () => assert.equal((await signIn(number)).status, 400));
  }
});

describe('a number in the profile', () => {
  it('that gets no messages is refused at registration, on its field', async () => {
    const who = visitor(server, 'native');
    const traits = { ...traitsOf('bea'), phone: '+8816123456' };
    const refused = await who.submit(await who.start('registration'), { method: 'profile', traits });
    assert.equal(refused.status, 422);
    const field = refused.flow.ui.nodes.find(({ attributes }: Flow) => attributes.name === 'traits.phone');
    assert.deepEqual(
      field.messages.map(({ id }: { id: number }) => id),
      [4000001],
    );
    assert.equal(await server.app.identities.byAddress(server.app.store.read, traits.email), null);
  });

  async function change(who: Visitor, traits: object) {
    return who.submit(await who.start('settings'), { method: 'profile', traits });
  }

  it('is changed with a fresh proof only, and by the code to the new one', async () => {
    const { id, email, phone, traits } = await withNumber('cleo');
    const who = visitor(server, 'native');
    await signInByCode(who, email, box);
    const of = async () => (await server.app.identities.byId(server.app.store.read, id))!.traits['phone'];
    for (const [number, status] of [
      ['+9791234567', 422],
      ['0151', 400],
    ] as const) {
      assert.equal((await change(who, { ...traits, phone: number })).status, status, number);
    }
    const next = newNumber();
    server.clock.advance({ seconds: 301 });
    const stale = await change(who, { ...traits, phone: next });
    assert.deepEqual([stale.status, stale.body.error?.id], [403, 'session_refresh_required']);

    const again = visitor(server, 'native');
    await signInByCode(again, email, box);
    const parked = await change(again, { ...traits, phone: next });
    assert.equal(await of(), phone);
    const { id: flowId } = parked.body.continue_with[0].flow;
    const confirmed = await again.submit((await again.read('verification', flowId)).body, {
      method: 'code',
      code: await codeOf(next),
    });
    assert.equal(confirmed.status, 200);
    assert.equal(await of(), next);
  });
});

describe('a text message as second factor', async () => {
  const second = {
    ...flags,
    'selfservice.methods.code.mfa_enabled': true,
    'selfservice.methods.password.enabled': true,
    'assurance.mode': 'nist',
  };
  const strict = await startServer({ after }, { flags: second });
  const password = 'wide amber heather 41';

  /** Signed in by password alone. */
  async function byPassword(name: string, role?: string) {
    const person = await withNumber(name, strict);
    const { app } = strict;
    const data = await app.passwords!.hash(password);
    await app.store.write((tx) => app.passwords!.set(tx, person.id, data));
    if (role) await app.store.write((tx) => app.access.assignRole(tx, person.id, role));
    const who = visitor(strict, 'native');
    const flow = await who.start('login');
    const done = await who.submit(flow, { method: 'password', identifier: person.email, password });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    return Object.assign(who, person);
  }

  async function giveBackupCodes(id: string) {
    const { app } = strict;
    const rows = [{ identity_id: id, hash: 'h', salt: 's', created_at: 1, used_at: null }];
    await app.store.write((tx) => tx.insertInto('backup_code').values(rows).execute());
  }

  const offered = (flow: Flow) =>
    flow.ui.nodes
      .filter(({ attributes }: Flow) => attributes.name === 'address')
      .map(({ attributes }: Flow) => attributes.value)
      .toSorted();

  it('is offered beside another one, and is good for aal2', async () => {
    const who = await byPassword('dora');
    await giveBackupCodes(who.id);
    const flow = await who.start('login', { aal: 'aal2' });
    assert.deepEqual(offered(flow), [who.phone, who.email]);
    const sent = await who.submit(flow, { method: 'code', address: who.phone });
    const done = await who.submit(sent.flow, { method: 'code', code: await codeOf(who.phone, strict) });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal2');
  });

  it('is not offered as the only one, nor sent when it is asked for all the same', async () => {
    const who = await byPassword('evan');
    const flow = await who.start('login', { aal: 'aal2' });
    assert.deepEqual(offered(flow), [who.email]);
    const refused = await who.submit(flow, { method: 'code', address: who.phone });
    assert.equal(refused.status, 403);
    assert.deepEqual(await texts(who.phone, strict), []);
  });

  it('is not offered to administrators', async () => {
    const who = await byPassword('finn', 'security_officer');
    await giveBackupCodes(who.id);
    const flow = await who.start('login', { aal: 'aal2' });
    assert.deepEqual(offered(flow), [who.email]);
    assert.equal((await who.submit(flow, { method: 'code', address: who.phone })).status, 403);
  });
});
