import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overrides, SoftwareAuthenticator } from '../../../test/support/authenticator.ts';
import { createAuthenticator } from '../../../test/support/authenticator.ts';
import { exampleOrigin } from '../../../test/support/relying-party.ts';
import { optionsOf, plainKey, reasonOf, securityKeyBench } from '../../../test/support/security-keys.ts';
import { type FlowFacts, isTurn, type Strategy } from '../strategy.ts';

type Bench = Awaited<ReturnType<typeof securityKeyBench>>;

const anonymous = { identity: null, session: null, second: false };
const button = 'webauthn_login_trigger';
const names = async (strategy: Strategy<never>, flow: FlowFacts) =>
  (await strategy.nodes(flow)).map(({ attributes }) => attributes['name']);

function prover({ keys, open, submit }: Bench) {
  const strategy = keys.proof as unknown as Strategy<never>;
  /** Answers a flow, by default a fresh one of the signed-in person. */
  async function prove(
    key: SoftwareAuthenticator,
    { flow, overrides = {}, options }: { flow?: FlowFacts; overrides?: Overrides; options?: object } = {},
  ) {
    const shown = flow ?? (await open(strategy));
    const request = { ...(await optionsOf(strategy, shown, button)), ...options };
    const body = { webauthn_login: JSON.stringify(key.authenticate(request, exampleOrigin, overrides)) };
    return { body, flow: shown, ...(await submit(keys.proof, shown, body)) };
  }
  /** The first page of a sign-in: says who it is; answers the flow as it goes on. */
  async function begin(identifier: unknown) {
    const flow = await open(strategy, anonymous);
    const { stopped } = await submit(keys.proof, flow, { method: 'webauthn', identifier });
    if (!isTurn(stopped)) return { stopped, flow };
    return { stopped, flow: { ...flow, identifier: stopped.identifier!, prepared: { webauthn: stopped.prepared } } };
  }
  return { strategy, prove, begin };
}

test('a key proves its person, with what it showed, once', async (t) => {
  const bench = await securityKeyBench(t);
  const { prove } = prover(bench);
  const key = plainKey();
  await bench.enrol(key);
  const { verified, body, flow } = await prove(key);
  const [stored] = await bench.list();
  assert.equal(verified!.identity.id, bench.alice.id);
  const { method, user_verified, device_bound, attested, credential } = verified!.evidence;
  assert.deepEqual(
    { method, user_verified, device_bound, attested, credential },
    { method: 'webauthn', user_verified: false, device_bound: true, attested: false, credential: stored!.id },
  );
  assert.equal((stored!.data as { signCount: number }).signCount, 2);
  assert.equal(stored!.lastUsedIp, '192.0.2.1');
  assert.equal(reasonOf((await bench.submit(bench.keys.proof, flow, body)).stopped), 'challenge_spent');
});

test('user verification counts when the key says so', async (t) => {
  const bench = await securityKeyBench(t);
  const key = plainKey();
  await bench.enrol(key);
  const { verified } = await prover(bench).prove(key, { overrides: { userVerified: true } });
  assert.equal(verified!.evidence.user_verified, true);
});

test('the page of a second proof carries name, answer and options', async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy } = prover(bench);
  assert.deepEqual(await names(strategy, await bench.open(strategy)), [], 'nothing without a key');
  await bench.enrol(plainKey());
  const nodes = await strategy.nodes(await bench.open(strategy));
  assert.deepEqual(
    nodes.map(({ attributes }) => attributes['name']),
    ['identifier', 'webauthn_login', button],
  );
  assert.equal(nodes[0]!.attributes['value'], 'alice@example.com');
  assert.equal(nodes[2]!.attributes['onclickTrigger'], 'oryWebAuthnLogin');
  const { userVerification, allowCredentials } = JSON.parse(String(nodes[2]!.attributes['value'])).publicKey;
  assert.equal(userVerification, 'discouraged');
  assert.equal(allowCredentials.length, 1);
});

for (const [what, change, shown] of [
  ['a browser asked for a second proof', {}, true],
  ['a native client', { client: 'api' }, false],
  ['a native step-up', { client: 'api', kind: 'step_up', second: false, action: 'delete' }, true],
  ['the first proof once more', { second: false, refresh: true }, false],
] as const) {
  test(`a key beside a first proof is ${shown ? '' : 'not '}asked of ${what}`, async (t) => {
    const bench = await securityKeyBench(t);
    const { strategy } = prover(bench);
    await bench.enrol(plainKey());
    const flow = await bench.open(strategy, change);
    assert.equal((await names(strategy, flow)).includes(button), shown);
    if (!shown) {
      const { stopped } = await bench.submit(bench.keys.proof, flow, { webauthn_login: '{}' });
      assert.equal(reasonOf(stopped), 'no_security_key');
    }
  });
}

for (const [what, refused, overrides] of [
  ['a wrong signature', 'bad_signature', { flipSignature: true }],
  ['another site', 'wrong_origin', { clientData: { origin: 'https://evil.example' } }],
  ['nobody present', 'user_not_present', { userPresent: false }],
  ['a counter that stands still', 'counter_regressed', { counter: 1 }],
] as const) {
  test(`refuses ${what}`, async (t) => {
    const bench = await securityKeyBench(t);
    const key = plainKey();
    await bench.enrol(key);
    const { stopped } = await prover(bench).prove(key, { overrides });
    assert.equal(reasonOf(stopped), refused);
    const { noted = [] } = stopped as { noted?: { type: string }[] };
    const expected = refused === 'counter_regressed' ? ['security_key.counter_regressed'] : [];
    assert.deepEqual(
      noted.map(({ type }) => type),
      expected,
    );
  });
}

test("somebody else's key, and a suspended one, prove nothing", async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy, prove } = prover(bench);
  const [mine, theirs] = [plainKey(), plainKey()];
  await bench.enrol(mine);
  await bench.enrol(theirs, { identity: await bench.person('mallory') });
  const options = { allowCredentials: [{ type: 'public-key', id: theirs.credentials[0]!.id }] };
  assert.equal(reasonOf((await prove(theirs, { options })).stopped), 'foreign_credential');
  const flow = await bench.open(strategy);
  const request = await optionsOf(strategy, flow, button);
  const [stored] = await bench.list();
  await bench.store.write((tx) => bench.identities.changeCredential(tx, stored!.id, { status: 'suspended' }));
  const body = { webauthn_login: JSON.stringify(mine.authenticate(request, exampleOrigin)) };
  assert.equal(reasonOf((await bench.submit(bench.keys.proof, flow, body)).stopped), 'no_security_key');
});

test('a challenge of one flow, session or purpose is no use in another', async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy, prove } = prover(bench);
  const key = plainKey();
  await bench.enrol(key);
  for (const change of [{ id: 'flow-2' }, { session: { id: 'session-2' } }, { kind: 'step_up', action: 'delete' }]) {
    const { webauthn: challenge } = (await bench.open(strategy, change)).prepared;
    const { stopped } = await prove(key, { options: { challenge } });
    assert.equal(reasonOf(stopped), 'challenge_spent', JSON.stringify(change));
  }
});

test('of two assertions with one counter value the second is a copy', async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy, prove } = prover(bench);
  const key = plainKey();
  await bench.enrol(key);
  const flows = [await bench.open(strategy, { id: 'flow-1' }), await bench.open(strategy, { id: 'flow-2' })];
  const results = await Promise.all(flows.map((flow) => prove(key, { flow, overrides: { counter: 7 } })));
  assert.deepEqual(results.map(({ stopped }) => reasonOf(stopped)).sort(), ['counter_regressed', null].sort());
});

test('passwordless: who it is, then the key', async (t) => {
  const bench = await securityKeyBench(t, { passwordless: true });
  const { strategy, prove, begin } = prover(bench);
  const key = plainKey();
  await bench.enrol(key);
  assert.deepEqual(await names(strategy, await bench.open(strategy, anonymous)), ['method']);
  const { stopped, flow } = await begin(' Alice@Example.com ');
  assert.ok(isTurn(stopped));
  assert.deepEqual(
    stopped.messages.map(({ id }) => id),
    [1010012],
  );
  assert.deepEqual(await names(strategy, flow), ['webauthn_login', button]);
  const { verified } = await prove(key, { flow });
  assert.equal(verified!.identity.id, bench.alice.id);
});

test('passwordless: whoever has no key is answered like whoever has one, each time alike', async (t) => {
  const bench = await securityKeyBench(t, { passwordless: true });
  const { strategy, prove, begin } = prover(bench);
  const key = plainKey();
  await bench.enrol(key);
  await bench.person('bob');
  const known = await begin('alice@example.com');
  for (const identifier of ['nobody@example.com', 'bob@example.com']) {
    const { stopped, flow } = await begin(identifier);
    assert.ok(isTurn(stopped) && isTurn(known.stopped));
    assert.deepEqual(stopped.messages, known.stopped.messages);
    assert.deepEqual(await names(strategy, flow), await names(strategy, known.flow));
    const { allowCredentials } = await optionsOf(strategy, flow, button);
    const options = { allowCredentials: [{ type: 'public-key', id: key.credentials[0]!.id }] };
    const answered = await prove(key, { flow, options });
    assert.equal(reasonOf(answered.stopped), 'foreign_credential');
    const again = await optionsOf(strategy, (await begin(identifier)).flow, button);
    assert.deepEqual(again.allowCredentials, allowCredentials);
  }
});

test('passwordless: without mitigation the person is told that nothing is known', async (t) => {
  const bench = await securityKeyBench(t, { passwordless: true, enumerationMitigated: false });
  const { begin } = prover(bench);
  await bench.enrol(plainKey());
  assert.ok(isTurn((await begin('alice@example.com')).stopped));
  assert.equal(reasonOf((await begin('nobody@example.com')).stopped), 'unknown_credential');
});

for (const [identifier, reason] of [
  ['', 'no_identifier'],
  [undefined, 'no_identifier'],
  [{ $ne: null }, 'no_identifier'],
  [`${'a'.repeat(250)}@example.com`, 'malformed'],
] as const) {
  test(`passwordless: ${JSON.stringify(identifier)?.slice(0, 30)} names nobody`, async (t) => {
    const { begin } = prover(await securityKeyBench(t, { passwordless: true }));
    assert.equal(reasonOf((await begin(identifier)).stopped), reason);
  });
}

test('a key that is beside a first proof never opens a session', async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy, begin } = prover(bench);
  await bench.enrol(plainKey());
  assert.equal(reasonOf((await begin('alice@example.com')).stopped), 'no_security_key');
  const flow = await bench.open(strategy, { ...anonymous, identifier: 'alice@example.com' });
  assert.deepEqual(await strategy.nodes(flow), []);
});

test('the answer to a passkey challenge is none to that of a key, even by the same device', async (t) => {
  const bench = await securityKeyBench(t);
  const { strategy } = prover(bench);
  const key = createAuthenticator();
  await bench.enrol(key);
  const flow = await bench.open(strategy);
  const request = await optionsOf(strategy, flow, button);
  const challenge = Buffer.alloc(32, 'a passkey').toString('base64url');
  const body = { webauthn_login: JSON.stringify(key.authenticate({ ...request, challenge }, exampleOrigin)) };
  assert.equal(reasonOf((await bench.submit(bench.keys.proof, flow, body)).stopped), 'challenge_spent');
});
