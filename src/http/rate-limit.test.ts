import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailureLimit, createRateLimit } from './rate-limit.ts';

test('the request over the limit is refused with the seconds to wait, others are not', async () => {
  const limit = createRateLimit(3);
  for (let request = 0; request < 3; request++) await limit('192.0.2.7');
  await assert.rejects(limit('::ffff:192.0.2.7'), (error: { code: string; status: number; extensions: object }) => {
    assert.deepEqual([error.code, error.status], ['too_many_requests', 429]);
    const { retry_after_seconds: seconds } = error.extensions as { retry_after_seconds: number };
    return seconds > 0 && seconds <= 60;
  });
  await limit('192.0.2.8');
});

test('failures of an address are counted together, and the next try is refused whatever it brings', async () => {
  const { check, count } = createFailureLimit(2);
  for (let failure = 0; failure < 2; failure++) {
    await check('192.0.2.7');
    await count('192.0.2.7');
  }
  for (let again = 0; again < 2; again++) await assert.rejects(check('192.0.2.7'), { code: 'too_many_requests' });
  await check('192.0.2.8');
});
