import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appCode, wrongCode } from '../../../test/support/authenticator-app.ts';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { createIdentities } from '../../identity/identity.ts';
import { createKeyring } from '../../keyring/keyring.ts';
import { createAttempts } from '../attempts/attempts.ts';
import { type Attempt, type FlowFacts, isRefusal } from '../strategy.ts';
import type { UiNode } from '../ui.ts';
import { createTotp } from './totp.ts';

async function setUp(scope: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const random = seededRandom();
  const identities = createIdentities({ clock, random });
  const attempts = createAttempts({ clock });
  const keyring = createKeyring({ keys: ['a key of this test and no other'], random });
  const totp = createTotp({ store, identities, clock, random, attempts, keyring, issuer: 'Honey' });
  const identity = await store.write((tx) =>
    identities.create(tx, {
      id: '00000000-0000-4000-8000-00000000a11c',
      userHandle: 'alice',
      schemaId: 'default',
      traits: { email: 'alice@example.com', name: { first: 'Alice', last: 'Example' } },
      addressesVerified: true,
    }),
  );
  const flow = { id: 'flow-1', kind: 'settings', identity, session: { id: 'session-1' }, prepared: {} };
  const facts = (change: object = {}) => ({ ...flow, ...change }) as unknown as FlowFacts;
  const attempt = (body: object, change: object = {}): Attempt => ({
    flow: facts(change),
    body: body as Record<string, unknown>,
    origin: { ip: '192.0.2.1' } as Attempt['origin'],
  });

  /** Opens the account page: what the flow keeps, and the secret that it shows. */
  async function open(change: object = {}) {
    const prepared = { totp: await store.write((tx) => totp.settings.prepare!(tx, facts(change))) };
    const nodes = await totp.settings.nodes(facts({ ...change, prepared }));
    return { prepared, nodes, secret: secretIn(nodes) };
  }

  async function change(body: object, prepared = {}): Promise<string | null> {
    const given = attempt(body, { prepared });
    const verified = await totp.settings.verify(given);
    if (isRefusal(verified)) return verified.reason;
    const done = await store.write((tx) => totp.settings.commit(tx, given, verified));
    return isRefusal(done) ? done.reason : null;
  }

  /** Sets the app up; answers its secret. One step later its codes are good to prove with. */
  async function enrol(): Promise<string> {
    const { prepared, secret } = await open();
    assert.equal(await change({ method: 'totp', totp_code: appCode(secret!, clock()) }, prepared), null);
    clock.advance({ seconds: 30 });
    return secret!;
  }

  /** The reason of a refusal; null for a code that was right. */
  async function prove(code: unknown): Promise<string | null> {
    const given = attempt({ method: 'totp', totp_code: code });
    const refused = await store.write((tx) => totp.proof.claim!(tx, given));
    if (isRefusal(refused)) return refused.reason;
    const verified = await totp.proof.verify(given);
    if (isRefusal(verified)) return verified.reason;
    const done = await store.write((tx) => totp.proof.commit(tx, given, verified));
    return isRefusal(done) ? done.reason : null;
  }
  return { store, clock, identities, attempts, totp, identity, facts, attempt, open, change, enrol, prove };
}

function secretIn(nodes: UiNode[]): string | undefined {
  const node = nodes.find(({ attributes }) => attributes['id'] === 'totp_secret_key');
  return (node?.attributes['text'] as { context: { secret: string } } | undefined)?.context.secret;
}

const names = (nodes: UiNode[]) => nodes.map(({ attributes }) => attributes['name'] ?? attributes['id']);

test('the page shows picture, secret and field, and the same secret when it is shown again', async (t) => {
  const { totp, open, facts, store } = await setUp(t);
  const { nodes, secret, prepared } = await open();
  assert.deepEqual(names(nodes), ['totp_qr', 'totp_secret_key', 'totp_code', 'method']);
  assert.match(String(nodes[0]!.attributes['src']), /^data:image\/svg\+xml;base64,/);
  assert.match(secret!, /^[A-Z2-7]{32}$/);
  assert.ok(!JSON.stringify(prepared).includes(secret!), 'the flow keeps it encrypted');
  const again = await store.write((tx) => totp.settings.prepare!(tx, facts({ prepared })));
  assert.equal(again, prepared.totp);
});

test('the secret is shown in its flow and to its session only', async (t) => {
  const { totp, open, facts } = await setUp(t);
  const { prepared } = await open();
  for (const other of [{ id: 'flow-2' }, { session: { id: 'session-2' } }]) {
    assert.deepEqual(await totp.settings.nodes(facts({ ...other, prepared })), []);
  }
});

test('the app is there after one right code, proven by it, and never shown again', async (t) => {
  const { totp, open, change, store, identities, identity, attempt, clock, facts } = await setUp(t);
  const { prepared, secret } = await open();
  assert.equal(await change({ method: 'totp', totp_code: wrongCode(secret!, clock()) }, prepared), 'wrong_code');
  assert.deepEqual(await totp.proof.nodes(facts()), [], 'nothing is active yet');

  const given = attempt({ method: 'totp', totp_code: appCode(secret!, clock()) }, { prepared });
  const verified = await totp.settings.verify(given);
  if (isRefusal(verified) || !('evidence' in verified)) assert.fail('refused');
  const noted = await store.write((tx) => totp.settings.commit(tx, given, verified));
  const [app] = await identities.credentials(store.read, identity.id, 'totp');
  assert.deepEqual(noted, [{ type: 'totp.added', details: { totp: app!.id } }]);
  assert.equal(verified.evidence.method, 'totp');
  assert.equal(verified.evidence.credential, app!.id);
  assert.ok(!JSON.stringify(app).includes(secret!), 'encrypted at rest');

  const after = await open({ prepared });
  assert.equal(after.prepared.totp, null);
  assert.deepEqual(names(after.nodes), ['totp_unlink']);
  assert.deepEqual(names(await totp.proof.nodes(facts())), ['totp_code', 'method']);
});

test('a second app is refused until the first is removed, and then has another secret', async (t) => {
  const { open, change, clock, enrol, prove } = await setUp(t);
  const other = await open();
  const secret = await enrol();
  assert.equal(await change({ totp_code: appCode(other.secret!, clock()) }, other.prepared), 'totp_exists');
  assert.equal(await change({ totp_unlink: true }), null);
  assert.equal(await prove(appCode(secret, clock())), 'no_totp');
  assert.equal(await change({ totp_unlink: true }), 'no_totp');
  assert.notEqual((await open()).secret, secret);
});

test('two that set one up at once make one', async (t) => {
  const { totp, open, store, identities, identity, attempt, clock } = await setUp(t);
  const pages = [await open(), await open()];
  const done = await Promise.all(
    pages.map(async ({ prepared, secret }) => {
      const given = attempt({ method: 'totp', totp_code: appCode(secret!, clock()) }, { prepared });
      const verified = await totp.settings.verify(given);
      if (isRefusal(verified)) assert.fail(verified.reason);
      return store.write((tx) => totp.settings.commit(tx, given, verified));
    }),
  );
  assert.equal(done.filter(isRefusal).length, 1);
  assert.equal((await identities.credentials(store.read, identity.id, 'totp')).length, 1);
});

test('the code that set the app up is spent; the next one works once', async (t) => {
  const { enrol, prove, clock } = await setUp(t);
  const secret = await enrol();
  assert.equal(await prove(appCode(secret, clock() - 30_000)), 'used_code');
  assert.equal(await prove(appCode(secret, clock())), null);
  assert.equal(await prove(appCode(secret, clock())), 'used_code');
  clock.advance({ seconds: 30 });
  assert.equal(await prove(appCode(secret, clock() - 30_000)), 'used_code', 'nor a step later');
  assert.equal(await prove(appCode(secret, clock() + 30_000)), null, 'a clock that is ahead');
  assert.equal(await prove(appCode(secret, clock())), 'used_code', 'all steps before it are spent too');
  clock.advance({ seconds: 60 });
  assert.equal(await prove(appCode(secret, clock())), null);
});

test('of two who bring one code at the same moment one wins', async (t) => {
  const { enrol, prove, clock } = await setUp(t);
  const code = appCode(await enrol(), clock());
  const outcomes = await Promise.all([prove(code), prove(code), prove(code)]);
  assert.deepEqual(
    outcomes.filter((reason) => reason !== null),
    ['used_code', 'used_code'],
  );
});

test('what is no code is wrong like any other, and counts', async (t) => {
  const { enrol, prove, clock } = await setUp(t);
  const secret = await enrol();
  for (const typed of ['12345', '1234567', 'abcdef', undefined, ['123456']]) {
    assert.equal(await prove(typed), 'malformed');
  }
  assert.equal(await prove(appCode(secret, clock())), 'throttled', 'a throttled code is not read');
  clock.advance({ seconds: 30 });
  assert.equal(await prove(appCode(secret, clock())), null);
  for (let count = 0; count < 5; count++) assert.equal(await prove(wrongCode(secret, clock())), 'wrong_code');
});

test('after the last attempt the app is closed until it is set up anew', async (t) => {
  const { enrol, prove, change, attempts, store, identity, clock } = await setUp(t);
  const secret = await enrol();
  for (let wrong = 0; wrong < 100; wrong++) {
    await store.write((tx) => attempts.reserve(tx, identity.id, 'totp'));
    clock.advance({ minutes: 60 });
  }
  assert.equal(await prove(appCode(secret, clock())), 'locked');
  assert.equal(await change({ totp_unlink: true }), null);
  const another = await enrol();
  assert.equal(await prove(appCode(another, clock())), null);
});

test('a suspended app proves nothing and can be removed', async (t) => {
  const { totp, enrol, prove, change, facts, store, identities, identity, clock } = await setUp(t);
  const secret = await enrol();
  const [app] = await identities.credentials(store.read, identity.id, 'totp');
  await store.write((tx) => identities.changeCredential(tx, app!.id, { status: 'suspended' }));
  assert.deepEqual(await totp.proof.nodes(facts()), []);
  assert.equal(await prove(appCode(secret, clock())), 'no_totp');
  assert.equal(await change({ totp_unlink: true }), null);
});

test('nobody who is not signed in proves anything', async (t) => {
  const { totp, attempt, store, facts } = await setUp(t);
  const given = attempt({ method: 'totp', totp_code: '123456' }, { identity: null });
  const refused = await store.write((tx) => totp.proof.claim!(tx, given));
  assert.ok(isRefusal(refused) && refused.messages[0]!.message.id === 4000011);
  assert.deepEqual(await totp.proof.nodes(facts({ identity: null })), []);
});
