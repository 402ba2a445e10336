import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/temporary.ts';
import { createKeyring } from '../../keyring/keyring.ts';
import { imaginaryKeys } from './imaginary-keys.ts';

const keyringOf = (key: string) => createKeyring({ keys: [key], random: seededRandom() });
const keyring = keyringOf('a key of this test and no other');

test('one identifier always gets the same keys, however it is spelt', () => {
  const keys = imaginaryKeys(keyring, 'nobody@example.com');
  assert.deepEqual(imaginaryKeys(keyring, ' Nobody@Example.COM '), keys);
  assert.deepEqual(imaginaryKeys(keyring, '+49 151-12345678'), imaginaryKeys(keyring, '+4915112345678'));
});

test('another identifier, and another installation, get others', () => {
  const ids = [
    ...imaginaryKeys(keyring, 'nobody@example.com'),
    ...imaginaryKeys(keyring, 'somebody@example.com'),
    ...imaginaryKeys(keyringOf('a key of another installation'), 'nobody@example.com'),
  ].map(({ credentialId }) => credentialId);
  assert.equal(new Set(ids).size, ids.length);
});

test('they look like the keys of people: one or two, of the usual lengths, with transports', () => {
  const many = Array.from({ length: 200 }, (_, index) => imaginaryKeys(keyring, `nobody${index}@example.com`));
  assert.deepEqual(new Set(many.map(({ length }) => length)), new Set([1, 2]));
  const lengths = many.flat().map(({ credentialId }) => Buffer.from(credentialId, 'base64url').length);
  assert.deepEqual(new Set(lengths), new Set([32, 48, 64]));
  assert.ok(many.flat().every(({ transports }) => transports.length > 0));
});
