import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { secretToken } from '../../kernel/secrets.ts';
import { createKeyring } from '../../keyring/keyring.ts';
import { createAttempts } from './attempts.ts';
import { forgetUnknown } from './store.ts';
import { sweepUnknownAttempts, unknownSubject } from './unknown.ts';

const random = seededRandom('unknown');
const keyring = createKeyring({ keys: [secretToken(random)], random });
const subject = (identifier: string) => unknownSubject(keyring, identifier);

test('one unknown identifier is one, however it is spelt', () => {
  assert.equal(subject(' Nobody@Example.COM '), subject('nobody@example.com'));
  assert.equal(subject('+49 151 1234-5678'), subject('+4915112345678'));
  assert.notEqual(subject('nobody@example.com'), subject('nobody@example.org'));
});

test('it is no id of anybody, fits the column and does not tell the identifier', () => {
  assert.match(subject('nobody@example.com'), /^\?[\w-]{35}$/);
  const elsewhere = createKeyring({ keys: [secretToken(random)], random });
  assert.notEqual(unknownSubject(elsewhere, 'nobody@example.com'), subject('nobody@example.com'));
});

async function setUp(t: Parameters<typeof temporaryStore>[0]) {
  const { store } = await temporaryStore(t);
  const clock = movingClock();
  const attempts = createAttempts({ clock });
  const fail = async (who: string) => {
    for (let attempt = 0; attempt < 5; attempt++) await store.write((tx) => attempts.reserve(tx, who, 'password'));
  };
  const throttled = async (who: string) => (await store.write((tx) => attempts.reserve(tx, who, 'password'))) !== null;
  return { store, clock, fail, throttled };
}

test('old counts of unknown identifiers are swept, those of people never', async (t) => {
  const { store, clock, fail } = await setUp(t);
  for (const who of ['alice', subject('early')]) await fail(who);
  clock.advance({ minutes: 60 * 24 * 30 });
  await fail(subject('late'));
  clock.advance({ seconds: 1 });
  await sweepUnknownAttempts(store, clock());
  const left = await store.read.selectFrom('attempt').select('identity_id').execute();
  assert.deepEqual(left.map(({ identity_id }) => identity_id).sort(), [subject('late'), 'alice'].sort());
});

test('of too many the last are kept', async (t) => {
  const { store, clock, fail, throttled } = await setUp(t);
  for (const who of ['alice', subject('one'), subject('two'), subject('three')]) {
    await fail(who);
    clock.advance({ ms: 1 });
  }
  await store.write((tx) => forgetUnknown(tx, { before: 0, keep: 2 }));
  assert.equal(await throttled(subject('one')), false);
  for (const who of ['alice', subject('two'), subject('three')]) assert.equal(await throttled(who), true, who);
});
