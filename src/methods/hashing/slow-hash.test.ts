import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowHash } from './slow-hash.ts';

const salt = Buffer.alloc(16, 7).toString('base64url');

test('the same secret and salt give the same hash, another salt another one', async () => {
  const [one, again, other] = await Promise.all([
    slowHash('7Q2M0XKD1RTA5VHN', salt),
    slowHash('7Q2M0XKD1RTA5VHN', salt),
    slowHash('7Q2M0XKD1RTA5VHN', Buffer.alloc(16, 8).toString('base64url')),
  ]);
  assert.equal(one, again);
  assert.notEqual(one, other);
  assert.equal(Buffer.from(one, 'base64url').length, 32);
});

test('more guesses than the queue holds are refused, and the queue works on', async () => {
  const results = await Promise.allSettled(Array.from({ length: 40 }, (_, guess) => slowHash(`guess ${guess}`, salt)));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 40 - 34);
  for (const { reason } of refused) assert.deepEqual([reason.code, reason.status], ['busy', 503]);
  await slowHash('one more', salt);
});
