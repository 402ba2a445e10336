import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signedIn } from '../support/accounts.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { request } from '../support/people.ts';
import { type Flow, shown, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after });
const somebody = (name: string) => signedIn(server, box, name, 'native');
const alive = async ({ token }: Visitor) =>
  (await request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': token! } })).status === 200;

/** Follows the link of the newest message to this address, as its page's button does. */
async function confirm(address: string): Promise<number> {
  const text = (await box.letters(address)).at(-1)!.text;
  const { pathname, searchParams } = new URL(/https?:\/\/\S+\?token=\S+/.exec(text)![0]);
  const asked = await request(`${server.url}${pathname}?${searchParams}`, { headers: { accept: 'text/html' } });
  assert.equal(asked.status, 200);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: server.url };
  return (await request(server.url + pathname, { body: searchParams.toString(), headers })).status;
}

const changed = (who: Visitor & { account: { traits: object } }, traits: object) =>
  who
    .start('settings')
    .then((flow) => who.submit(flow, { method: 'profile', traits: { ...who.account.traits, ...traits } }));
const emailOf = async (who: Visitor) => (await who.whoami()).body.identity.traits.email;

describe('a new way to sign in', () => {
  it('is told to its owner, who ends what it opened and suspends it', async () => {
    const alice = await somebody('alice');
    const key = await addPasskey(alice, server.url, createAuthenticator());
    const { subject, text } = (await box.letters(alice.account.email)).at(-1)!;
    assert.match(subject + text, /passkey was added/i);
    assert.equal(await confirm(alice.account.email), 200);
    assert.equal(await alive(alice), false);
    const login = await visitor(server, 'native').start('login');
    const { publicKey } = JSON.parse(
      login.ui.nodes.find(({ attributes }: Flow) => attributes.name === 'passkey_challenge').attributes.value,
    );
    const passkey_login = JSON.stringify(key.authenticate(publicKey, server.url));
    const refused = await visitor(server, 'native').submit(login, { method: 'passkey', passkey_login });
    assert.deepEqual([refused.status, shown(refused.flow)], [400, [4000015]]);
  });

  it('is told with a link that works once, and for a week', async () => {
    const bob = await somebody('bob');
    await addPasskey(bob, server.url);
    assert.equal(await confirm(bob.account.email), 200);
    assert.equal(await confirm(bob.account.email), 410);
    const carol = await somebody('carol');
    await addPasskey(carol, server.url);
    server.clock.advance({ minutes: 7 * 24 * 60 });
    assert.equal(await confirm(carol.account.email), 410);
  });
});

describe('a new address', () => {
  it('takes effect with its code, is told to the old one and taken back from there', async () => {
    const dave = await somebody('dave');
    const email = 'dave@new.example.com';
    const asked = await changed(dave, { email });
    assert.equal(asked.status, 200, JSON.stringify(asked.body));
    assert.equal(await emailOf(dave), dave.account.email);
    const step = asked.body.continue_with.find(({ action }: Flow) => action === 'show_verification_ui');
    assert.equal(step.flow.verifiable_address, email);
    const { flow } = await dave.read('verification', step.flow.id);
    const done = await dave.submit(flow, { method: 'code', code: await box.code(email) });
    assert.deepEqual([done.status, shown(done.flow)], [200, [1080002]]);
    assert.equal(await emailOf(dave), email);
    assert.equal(await confirm(dave.account.email), 200);
    assert.equal(await alive(dave), false);
    const back = await server.app.identities.byId(server.app.store.read, dave.account.id);
    assert.equal(back!.traits['email'], dave.account.email);
  });

  it('that is somebody else’s is asked for like any other, and gets no code that works', async () => {
    const [erin, frank] = [await somebody('erin'), await account(server, 'frank')];
    const before = (await box.letters(frank.email)).length;
    const asked = await changed(erin, { email: frank.email });
    assert.equal(asked.status, 200);
    assert.ok(asked.body.continue_with.some(({ action }: Flow) => action === 'show_verification_ui'));
    assert.equal((await box.letters(frank.email)).length, before);
    assert.equal(await emailOf(erin), erin.account.email);
  });
});

describe('a recovery', () => {
  it('sends nothing to an address that nobody has verified', async () => {
    const { app } = server;
    const email = 'grace@example.com';
    await app.store.write((tx) =>
      app.identities.create(tx, {
        id: crypto.randomUUID(),
        userHandle: 'Z3JhY2U',
        schemaId: app.identities.defaultSchemaId,
        traits: { email },
        addressesVerified: false,
      }),
    );
    const who = visitor(server, 'native');
    const sent = await who.submit(await who.start('recovery'), { method: 'code', email });
    assert.deepEqual([sent.status, shown(sent.flow)], [200, [1060003]]);
    assert.deepEqual(await box.letters(email), []);
  });
});
