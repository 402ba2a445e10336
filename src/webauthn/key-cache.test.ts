import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthenticator } from '../../test/support/authenticator.ts';
import { enrolled, example } from '../../test/support/relying-party.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import { KeyCache } from './key-cache.ts';
import { createWebAuthn } from './webauthn.ts';

const webauthn = createWebAuthn({ relyingParty: example, clock: () => 0, random: seededRandom() });
const publicKey = async () => (await enrolled(webauthn, createAuthenticator(), 'aGFuZGxl')).publicKey;

test('a key is imported once, and the least recently used one gives way', async () => {
  const [a, b, c] = [await publicKey(), await publicKey(), await publicKey()];
  const cache = new KeyCache(2);
  const first = { a: cache.get(a), b: cache.get(b) };
  assert.equal(cache.get(a), first.a);
  cache.get(c);
  assert.equal(cache.get(a), first.a);
  assert.notEqual(cache.get(b), first.b);
});

test('a stored key with a tail, without a body or in plain base64 is damaged', async () => {
  const key = await publicKey();
  const withTail = Buffer.concat([Buffer.from(key, 'base64url'), Buffer.from([0])]).toString('base64url');
  for (const damaged of [withTail, '', 'AAAA', `${key}==`]) {
    assert.throws(() => new KeyCache(1).get(damaged), /stored public key/);
  }
});
