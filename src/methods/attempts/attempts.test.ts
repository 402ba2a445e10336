import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movingClock, temporaryStore } from '../../../test/support/temporary.ts';
import { createAttempts } from './attempts.ts';
import { delaySeconds } from './delay.ts';

const delays: [failures: number, seconds: number | null][] = [
  [0, 0],
  [4, 0],
  [5, 2],
  [6, 4],
  [10, 64],
  [16, 3600],
  [99, 3600],
  [100, null],
  [1000, null],
];
for (const [failures, seconds] of delays) {
  test(`${failures} failures wait ${seconds} seconds`, () => assert.equal(delaySeconds(failures), seconds));
}

test('attempts are counted before they are read, wait after the fifth, and start anew after a success', async (t) => {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const attempts = createAttempts({ clock });
  const reserve = (factor = 'lookup_secret') => store.write((tx) => attempts.reserve(tx, 'alice', factor));

  for (let attempt = 1; attempt <= 5; attempt++) assert.equal(await reserve(), null);
  assert.equal(await reserve(), 2);
  assert.equal(await reserve(), 2, 'a refused attempt does not count');
  assert.equal(await reserve('totp'), null, 'another factor is not held up');
  clock.advance({ ms: 1999 });
  assert.equal(await reserve(), 1);
  clock.advance({ ms: 1 });
  assert.equal(await reserve(), null);
  assert.equal(await reserve(), 4);
  await store.write((tx) => attempts.succeed(tx, 'alice', 'lookup_secret'));
  assert.equal(await reserve(), null);
});

test('after a hundred failures the factor is closed, whatever the time', async (t) => {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const attempts = createAttempts({ clock });
  for (let attempt = 0; attempt < 100; attempt++) {
    assert.equal(await store.write((tx) => attempts.reserve(tx, 'alice', 'lookup_secret')), null);
    clock.advance({ minutes: 60 });
  }
  clock.advance({ minutes: 60 * 24 * 365 });
  assert.equal(await store.write((tx) => attempts.reserve(tx, 'alice', 'lookup_secret')), Number.POSITIVE_INFINITY);
});

test('an attempt that could not be looked at is given back', async (t) => {
  const { store } = await temporaryStore(t);
  const attempts = createAttempts({ clock: movingClock() });
  for (let attempt = 0; attempt < 20; attempt++) {
    assert.equal(await store.write((tx) => attempts.reserve(tx, 'alice', 'lookup_secret')), null);
    await store.write((tx) => attempts.release(tx, 'alice', 'lookup_secret'));
  }
});

test('parallel guesses do not share one count', async (t) => {
  const { store } = await temporaryStore(t);
  const attempts = createAttempts({ clock: movingClock() });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => store.write((tx) => attempts.reserve(tx, 'alice', 'lookup_secret'))),
  );
  assert.equal(answers.filter((answer) => answer === null).length, 5);
});

test('the failures of the last hour are told apart from older ones', async (t) => {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const attempts = createAttempts({ clock });
  const fail = (factor = 'totp', who = 'alice') => store.write((tx) => attempts.reserve(tx, who, factor));
  const recent = () => attempts.recentFailures(store.read, ['alice', '?address of alice']);
  assert.equal(await recent(), 0);
  await fail();
  await fail();
  await fail('code', '?address of alice');
  await fail('totp', 'bob');
  assert.equal(await recent(), 3);
  await store.write((tx) => attempts.release(tx, 'alice', 'totp'));
  assert.equal(await recent(), 2);
  clock.advance({ minutes: 60 });
  assert.equal(await recent(), 0);
  await fail();
  assert.equal(await recent(), 1, 'an hour that is over begins anew');
  await store.write((tx) => attempts.succeed(tx, 'alice', 'totp'));
  assert.equal(await recent(), 0);
});
