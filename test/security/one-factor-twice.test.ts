import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { account, addPasskey, signedIn, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { startReceiver } from '../support/http-receiver.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue, request } from '../support/people.ts';
import { emailTrait, nameTrait, phoneTrait, schemaOf } from '../support/schemas.ts';
import { type Flow, shown, type Visitor, visitor } from '../support/visitor.ts';
import { assertionFor } from '../support/web-client.ts';

const { server, box } = await startMailingServer({ after });
const second = await startMailingServer({ after }, { 'selfservice.methods.code.mfa_enabled': true });
let count = 0;
const somebody = () => signedIn(server, box, `person${String(++count).padStart(3, '0')}`, 'native');

const levelOf = async (who: Visitor) => (await who.whoami()).body.authenticator_assurance_level;
const api = (who: Visitor, path: string, init: Parameters<typeof request>[1] = {}) =>
  request(`${server.url}${path}`, { ...init, headers: { 'x-session-token': who.token! } });

async function refreshByCode(who: Visitor, email: string, query: Record<string, string> = { refresh: 'true' }) {
  const { flow } = await who.submit(await who.start('login', query), { method: 'code', identifier: email });
  return who.submit(flow, { method: 'code', code: await box.code(email) });
}

const touch = () => createAuthenticator({ userVerified: false });

async function setUpApp(who: Visitor): Promise<string> {
  const settings = await who.start('settings');
  const node = settings.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'totp_secret_key');
  const { secret } = node.attributes.text.context;
  const set = await who.submit(settings, { method: 'totp', totp_code: appCode(secret, server.clock()) });
  assert.equal(set.flow.state, 'success', JSON.stringify(set.body).slice(0, 300));
  return secret;
}

async function recovered(on: Pick<typeof second, 'server' | 'box'>, email: string): Promise<Visitor> {
  const who = visitor(on.server, 'native');
  const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email });
  await who.submit(flow, { method: 'code', code: await on.box.code(email) });
  return who;
}

describe('one factor given twice is one factor', () => {
  it('two codes to one mailbox', async () => {
    const who = await somebody();
    assert.equal((await refreshByCode(who, who.account.email)).status, 200);
    assert.equal(await levelOf(who), 'aal1');
    const second = await who.start('login', { aal: 'aal2' });
    const asked = await who.submit(second, { method: 'code', identifier: who.account.email });
    assert.equal(asked.status, 400);
    assert.equal(await levelOf(who), 'aal1');
  });

  it('a code to get back in and a code to sign in', async () => {
    const { account } = await somebody();
    const who = visitor(server, 'native');
    const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email: account.email });
    await who.submit(flow, { method: 'code', code: await box.code(account.email) });
    assert.equal(await levelOf(who), 'aal1');
    assert.equal((await refreshByCode(who, account.email)).status, 200);
    assert.equal(await levelOf(who), 'aal1');
  });

  it('two keys that were only touched', async () => {
    const who = await somebody();
    const [first, second] = [await addPasskey(who, server.url, touch()), touch()];
    const signed = visitor(server, 'native');
    const one = await signed.start('login');
    const by = (flow: Flow, key = first) => ({ method: 'passkey', passkey_login: assertionFor(flow, key, server.url) });
    assert.equal((await signed.submit(one, by(one))).status, 200);
    assert.equal(await levelOf(signed), 'aal1');
    const again = await signed.start('login', { refresh: 'true' });
    assert.equal((await signed.submit(again, by(again))).status, 200);
    assert.equal(await levelOf(signed), 'aal1');
    // Beside a code the first key makes two factors, by which the second one is added.
    await addPasskey(who, server.url, second);
    const other = await signed.start('login', { refresh: 'true' });
    assert.equal((await signed.submit(other, by(other, second))).status, 200);
    assert.equal(await levelOf(signed), 'aal1');
  });

  it('two steps of one authenticator app', async () => {
    const who = await somebody();
    const secret = await setUpApp(who);
    const signed = visitor(server, 'native');
    await signInByCode(signed, who.account.email, box);
    assert.equal(await levelOf(signed), 'aal1', 'to have an app is not to have used it');
    assert.equal((await api(signed, '/api/me/passkeys/x/suspend', { method: 'POST' })).status >= 400, true);
    server.clock.advance({ seconds: 30 });
    const flow = await signed.start('login', { aal: 'aal2' });
    const form = { method: 'totp', totp_code: appCode(secret, server.clock()) };
    assert.equal((await signed.submit(flow, form)).status, 200);
    assert.equal(await levelOf(signed), 'aal2');
  });
});

describe('a proof belongs to the session that it was given in', () => {
  it('and raises no other session of the same person', async () => {
    const here = await somebody();
    const there = visitor(server, 'native');
    await signInByCode(there, here.account.email, box);
    const key = await addPasskey(here, server.url, createAuthenticator());
    const flow = await here.start('login', { refresh: 'true' });
    await here.submit(flow, { method: 'passkey', passkey_login: assertionFor(flow, key, server.url) });
    assert.equal(await levelOf(here), 'aal2');
    assert.equal(await levelOf(there), 'aal1');
    const { body } = await api(here, '/api/me/passkeys');
    const path = `/api/me/passkeys/${body.passkeys[0].id}`;
    assert.equal((await api(there, path, { method: 'DELETE' })).body.code, 'step_up_required');
    const kept = await there.submit(await there.start('settings'), { lookup_secret_regenerate: 'true' });
    assert.equal(kept.body.error.id, 'session_refresh_required');
  });
});

describe('where a code is a second proof', () => {
  for (const limited of [false, true]) {
    it(`it is none beside the code of a recovery${limited ? ' that waits for a second proof' : ''}`, async () => {
      const { id, email } = await account(second.server, limited ? 'limited' : 'plain');
      const url = 'otpauth://totp/a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=a';
      const { app } = second.server;
      if (limited) await app.store.write((tx) => app.totp!.import(tx, id, url));
      const who = await recovered(second, email);
      for (const query of [{ aal: 'aal2' }, { aal: 'aal2', refresh: 'true' }] as Record<string, string>[]) {
        const flow = await who.start('login', query);
        assert.ok(!flow.ui.nodes.some(({ group }: Flow) => group === 'code'));
        for (const form of [{ address: email }, { identifier: email }, {}]) {
          const asked = await who.submit(flow, { method: 'code', ...form });
          assert.equal(asked.status, 400, JSON.stringify(asked.body).slice(0, 300));
          assert.deepEqual(shown(asked.flow), [4010010]);
        }
      }
      const { status, body } = await who.whoami();
      assert.equal(limited ? status : body.authenticator_assurance_level, limited ? 403 : 'aal1');
    });
  }
});

/** With text messages, as first factor or as second one. */
const withPhones = (t: TestContext, gateway: { url: string }, second: boolean) =>
  startMailingServer(t, {
    'selfservice.methods.code.mfa_enabled': second,
    'selfservice.methods.code.sms.enabled': true,
    'clients.http.disallow_private_ip_ranges': false,
    'courier.channels': [{ id: 'sms', type: 'http', request_config: { url: gateway.url, method: 'POST' } }],
    'identity.schemas': [schemaOf('default', { email: emailTrait, name: nameTrait, phone: phoneTrait })],
  });
const phone = '+4915112345678';

it('a telephone lets its owner back in, and is shown to a recovered session no more than they need', async (t) => {
  const gateway = await startReceiver(t);
  const on = await withPhones(t, gateway, false);
  const { email } = await account(on.server, 'victim', { phone });
  const who = await recovered(on, email);
  assert.equal((await who.whoami()).status, 403);
  const flow = await who.start('login', { aal: 'aal2' });
  assert.ok(!JSON.stringify(flow).includes(phone.slice(4)));
  assert.equal(nodeValue(flow, 'address'), '+49*********78');
  const sent = await who.submit(flow, { method: 'code', address: '+49*********78' });
  assert.ok(!JSON.stringify(sent.body).includes(phone.slice(4)));
  await on.server.app.courier.dispatch();
  const [code] = /\b\d{6}\b/.exec(JSON.parse(gateway.received.at(-1)!.body).body) ?? [];
  assert.equal((await who.submit(sent.flow, { method: 'code', code })).status, 200);
  assert.equal((await who.whoami()).body.authenticator_assurance_level, 'aal2');
});

it('nobody is asked for a second proof that they cannot give here', async (t) => {
  const on = await withPhones(t, await startReceiver(t), true);
  const { email, id } = await account(on.server, 'victim', { phone });
  const { app } = on.server;
  const other = { identityId: id, type: 'webauthn', identifier: null, name: 'Key', data: {} } as const;
  await app.store.write((tx) => app.identities.addCredential(tx, other));
  const who = await recovered(on, email);
  assert.equal(
    (await who.whoami()).status,
    200,
    'text messages are no only second factor, and keys are not taken here',
  );
});
