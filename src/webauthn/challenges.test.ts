import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { createChallenges } from './challenges.ts';
import type { ChallengeBinding } from './webauthn.ts';

const binding: ChallengeBinding = {
  purpose: 'step-up',
  method: 'passkey',
  flow: 'flow-1',
  session: 'session-1',
  action: 'action-1',
};

const { store } = await temporaryStore({ after });
const clock = movingClock();
const challenges = createChallenges({ clock, random: seededRandom() });

const issue = (to = binding) => store.write((tx) => challenges.issue(tx, to));
const redeem = (challenge: string, by = binding) => store.write((tx) => challenges.redeem(tx, challenge, by));
const sweep = () => store.write((tx) => challenges.sweep(tx));

beforeEach(async () => {
  clock.advance({ minutes: 10 });
  await sweep();
});

test('a challenge is 32 bytes and redeemed once', async () => {
  const challenge = await issue();
  assert.equal(Buffer.from(challenge, 'base64url').length, 32);
  assert.equal(await redeem(challenge), true);
  assert.equal(await redeem(challenge), false);
});

test('of two that redeem at once one wins', async () => {
  const challenge = await issue();
  const results = await Promise.all([redeem(challenge), redeem(challenge)]);
  assert.deepEqual(results.sort(), [false, true]);
});

test('a challenge that was never issued is refused', async () => {
  assert.equal(await redeem(Buffer.alloc(32, 'forged').toString('base64url')), false);
});

const otherBindings: Partial<ChallengeBinding>[] = [
  { purpose: 'login' },
  { purpose: 'registration' },
  { purpose: 'settings' },
  { method: 'webauthn' },
  { flow: 'flow-2' },
  { session: 'session-2' },
  { session: null },
  { action: 'action-2' },
  { action: null },
];

for (const change of otherBindings) {
  test(`redeeming with ${JSON.stringify(change)} fails and spends the challenge`, async () => {
    const challenge = await issue();
    assert.equal(await redeem(challenge, { ...binding, ...change }), false);
    assert.equal(await redeem(challenge), false);
  });
}

test('null and the text "null" are different bindings', async () => {
  const challenge = await issue({ ...binding, session: null });
  assert.equal(await redeem(challenge, { ...binding, session: 'null' }), false);
});

test('a new challenge replaces the unused one of the same binding', async () => {
  const first = await issue();
  const second = await issue();
  assert.equal(await redeem(first), false);
  assert.equal(await redeem(second), true);
});

test('challenges of different bindings live side by side', async () => {
  const login: ChallengeBinding = { ...binding, purpose: 'login', session: null, action: null };
  const securityKey: ChallengeBinding = { ...login, method: 'webauthn' };
  const [mine, other, third] = [await issue(), await issue(login), await issue(securityKey)];
  assert.equal(await redeem(mine), true);
  assert.equal(await redeem(other, login), true);
  assert.equal(await redeem(third, securityKey), true);
});

for (const [age, redeemed] of [
  [299_999, true],
  [300_000, false],
  [300_001, false],
] as const) {
  test(`after ${age} ms a challenge is ${redeemed ? 'still good' : 'too old'}`, async () => {
    const challenge = await issue();
    clock.advance({ ms: age });
    assert.equal(await redeem(challenge), redeemed);
  });
}

test('a transaction that fails leaves the challenge unspent', async () => {
  const challenge = await issue();
  const failing = store.write(async (tx) => {
    await challenges.redeem(tx, challenge, binding);
    throw new Error('the disk is full');
  });
  await assert.rejects(failing, /the disk is full/);
  assert.equal(await redeem(challenge), true);
});

test('sweep removes exactly what has expired', async () => {
  await issue();
  clock.advance({ seconds: 100 });
  const younger = await issue({ ...binding, flow: 'flow-2' });
  clock.advance({ seconds: 200 });
  assert.equal(await sweep(), 1);
  assert.equal(await sweep(), 0);
  assert.equal(await redeem(younger, { ...binding, flow: 'flow-2' }), true);
});

test('the table holds neither the challenge nor the session', async () => {
  const challenge = await issue();
  const rows = JSON.stringify(await store.read.selectFrom('webauthn_challenge').selectAll().execute());
  assert.ok(!rows.includes(challenge) && !rows.includes('session-1'));
});
