import assert from 'node:assert/strict';
import { test } from 'node:test';
import { throttled } from './throttled.ts';

test('an attempt that may be read is not refused', () => assert.equal(throttled(null, 'Use a passkey.'), null));

test('a wait says for how long', () => {
  const refused = throttled(12, 'Use a passkey.');
  assert.equal(refused?.reason, 'throttled');
  assert.equal(refused.retryAfterSeconds, 12);
  assert.match(refused.messages[0]!.message.text, /in 12 seconds/);
});

test('a closed factor says what helps instead', () => {
  const refused = throttled(Number.POSITIVE_INFINITY, 'Use a passkey.');
  assert.equal(refused?.reason, 'locked');
  assert.equal(refused.retryAfterSeconds, 86_400);
  assert.match(refused.messages[0]!.message.text, /Use a passkey\.$/);
});
