import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removable, waysIn } from './ways-in.ts';

const active = { id: 'a', type: 'passkey', status: 'active' } as const;
const second = { id: 'b', type: 'passkey', status: 'active' } as const;
const suspended = { id: 's', type: 'passkey', status: 'suspended' } as const;
const codes = { id: 'c', type: 'lookup_secret', status: 'active' } as const;

const cases = [
  { what: 'nothing', credentials: [], ways: 0, id: 'a', may: false },
  { what: 'the only passkey', credentials: [active], ways: 1, id: 'a', may: false },
  { what: 'one of two passkeys', credentials: [active, second], ways: 2, id: 'a', may: true },
  { what: 'a suspended one is no other way', credentials: [active, suspended], ways: 1, id: 'a', may: false },
  { what: 'a suspended one beside an active one', credentials: [active, suspended], ways: 1, id: 's', may: true },
  { what: 'the last suspended one', credentials: [suspended], ways: 0, id: 's', may: false },
  { what: 'backup codes are no way in', credentials: [active, codes], ways: 1, id: 'a', may: false },
  { what: 'backup codes beside a passkey', credentials: [active, codes], ways: 1, id: 'c', may: true },
] as const;

for (const { what, credentials, ways, id, may } of cases) {
  test(`ways in: ${what}`, () => {
    assert.equal(waysIn(credentials), ways);
    assert.equal(removable(credentials, id), may);
  });
}
