import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signInByCode } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { nodeValue, request } from '../support/people.ts';
import { type Flow, type Variant, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer(
  { after },
  { 'selfservice.methods.password.enabled': true, 'selfservice.methods.webauthn.enabled': true },
);
let count = 0;
const password = 'correct horse battery staple';

/** Somebody who has a password and nothing more, and whose mailbox somebody else reads. */
async function victim() {
  const created = await account(server, `person${String(++count).padStart(2, '0')}`);
  const { app } = server;
  const data = await app.passwords!.hash(password);
  await app.store.write((tx) => app.passwords!.set(tx, created.id, data));
  return created;
}

async function recover(email: string, variant: Variant = 'native'): Promise<Visitor> {
  const who = visitor(server, variant);
  const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email });
  await who.submit(flow, { method: 'code', code: await box.code(email) });
  return who;
}

const optionsOf = (flow: Flow, name: string) => JSON.parse(nodeValue(flow, name)).publicKey;
const secretOf = (flow: Flow) =>
  flow.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'totp_secret_key').attributes.text.context.secret;

/** Each way to add something by which an account may be entered, as its form. */
const additions: Record<string, (flow: Flow, email: string) => Record<string, unknown>> = {
  'a passkey': (flow) => {
    const key = createAuthenticator().register(optionsOf(flow, 'passkey_create_data'), server.url);
    return { method: 'passkey', passkey_settings_register: JSON.stringify(key) };
  },
  'a security key': (flow) => {
    const key = createAuthenticator().register(optionsOf(flow, 'webauthn_register_trigger'), server.url);
    return { webauthn_register: JSON.stringify(key), webauthn_register_displayname: 'Key' };
  },
  'an authenticator app': (flow) => ({ method: 'totp', totp_code: appCode(secretOf(flow), server.clock()) }),
  'backup codes': () => ({ lookup_secret_regenerate: 'true' }),
  'the backup codes that were shown': () => ({ lookup_secret_confirm: 'true' }),
  'another password': () => ({ method: 'password', password: 'another horse battery staple' }),
  'another address': (_flow, email) => ({
    method: 'profile',
    traits: { email: `mallory.${email}`, name: { first: 'person', last: 'Example' } },
  }),
};

describe('an account that was recovered by its mailbox takes, for a day, no', () => {
  for (const [what, form] of Object.entries(additions)) {
    it(what, async () => {
      const { id, email, traits } = await victim();
      const refusedTo = async (who: Visitor) => {
        const flow = await who.start('settings');
        const answer = await who.submit(flow, form(flow, email));
        assert.equal(answer.status, 403, JSON.stringify(answer.body).slice(0, 300));
        assert.equal(answer.body.error.id, 'recovery_hold');
        assert.ok(Date.parse(answer.body.error.details.held_until) > server.clock());
      };
      await refusedTo(await recover(email, 'spa'));
      const again = visitor(server, 'spa');
      await signInByCode(again, email, box);
      await refusedTo(again);
      const app = server.app;
      assert.equal((await app.identities.credentials(app.store.read, id)).length, 1);
      assert.equal((await app.backupCodes.count(app.store.read, id)).total, 0);
      assert.deepEqual((await app.identities.byId(app.store.read, id))!.traits, traits);
    });
  }

  it('step by way of something weaker: neither names nor removals lift anything', async () => {
    const { email, traits } = await victim();
    const who = await recover(email);
    const flow = await who.start('settings');
    const renamed = await who.submit(flow, { method: 'profile', traits: { ...traits, name: { first: 'New' } } });
    assert.equal(renamed.status, 200, 'names may be changed');
    assert.equal((await who.submit(flow, { lookup_secret_disable: 'true' })).status, 200);
    await assert.rejects(addPasskey(who, server.url), /recovery_hold/);
    for (const [method, path] of [
      ['POST', '/api/step-up'],
      ['GET', '/api/me/factors'],
    ] as const) {
      await request(`${server.url}${path}`, {
        method,
        headers: { 'x-session-token': who.token! },
        ...(method === 'POST' ? { body: { operation: 'passkey.remove', parameters: {} } } : {}),
      });
    }
    await assert.rejects(addPasskey(who, server.url), /recovery_hold/);
  });
});

describe('the hold ends', () => {
  it('by time', async () => {
    const { email } = await victim();
    await recover(email);
    server.clock.advance({ minutes: 24 * 60 - 1 });
    const early = visitor(server, 'native');
    await signInByCode(early, email, box);
    await assert.rejects(addPasskey(early, server.url), /recovery_hold/);
    server.clock.advance({ minutes: 1 });
    await addPasskey(early, server.url);
  });

  it('for whoever shows what they had', async () => {
    const { email } = await victim();
    await recover(email);
    const owner = visitor(server, 'native');
    const flow = await owner.start('login');
    assert.equal((await owner.submit(flow, { method: 'password', identifier: email, password })).status, 200);
    await addPasskey(owner, server.url);
  });
});
