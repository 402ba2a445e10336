import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removable, waysIn } from './ways-in.ts';

const active = { id: 'a', type: 'passkey', status: 'active' } as const;
const second = { id: 'b', type: 'passkey', status: 'active' } as const;
const suspended = { id: 's', type: 'passkey', status: 'suspended' } as const;
const codes = { id: 'c', type: 'lookup_secret', status: 'active' } as const;
const app = { id: 't', type: 'totp', status: 'active' } as const;
const key = { id: 'k', type: 'webauthn', status: 'active' } as const;
const password = { id: 'p', type: 'password', status: 'active' } as const;
const off = { id: 'o', type: 'password', status: 'suspended' } as const;
const all = ['passkey', 'webauthn', 'password', 'code'] as const;

const cases = [
  { what: 'nothing', credentials: [], ways: 0, id: 'a', may: false },
  { what: 'the only passkey', credentials: [active], ways: 1, id: 'a', may: false },
  { what: 'one of two passkeys', credentials: [active, second], ways: 2, id: 'a', may: true },
  { what: 'a suspended one is no other way', credentials: [active, suspended], ways: 1, id: 'a', may: false },
  { what: 'a suspended one beside an active one', credentials: [active, suspended], ways: 1, id: 's', may: true },
  { what: 'the last suspended one', credentials: [suspended], ways: 0, id: 's', may: false },
  { what: 'backup codes are no way in', credentials: [active, codes], ways: 1, id: 'a', may: false },
  { what: 'backup codes beside a passkey', credentials: [active, codes], ways: 1, id: 'c', may: true },
  { what: 'an app is no way in', credentials: [active, app], first: all, ways: 1, id: 'a', may: false },
  { what: 'a key beside a first proof is none', credentials: [active, key], ways: 1, id: 'a', may: false },
  { what: 'a key beside a first proof opens nothing', credentials: [key], ways: 0, id: 'k', may: true },
  { what: 'backup codes alone open nothing', credentials: [codes], first: all, ways: 0, id: 'c', may: true },
  { what: 'the only password', credentials: [password, app], first: all, ways: 1, id: 'p', may: false },
  {
    what: 'a passkey beside a suspended password',
    credentials: [active, off],
    first: all,
    ways: 1,
    id: 'a',
    may: false,
  },
  { what: 'a key that may come first', credentials: [active, key], first: all, ways: 2, id: 'a', may: true },
  { what: 'the last such key', credentials: [key, app], first: all, ways: 1, id: 'k', may: false },
  { what: 'a password where it is off', credentials: [active, password], ways: 1, id: 'a', may: false },
  { what: 'a password where it is on', credentials: [active, password], first: all, ways: 2, id: 'a', may: true },
  { what: 'a code by e-mail leaves no way in', credentials: [active], first: all, ways: 1, id: 'a', may: false },
] as const;

for (const { what, credentials, ways, id, may, ...options } of cases) {
  const first = 'first' in options ? options.first : undefined;
  test(`ways in: ${what}`, () => {
    assert.equal(waysIn(credentials, first), ways);
    assert.equal(removable(credentials, id, first), may);
  });
}
