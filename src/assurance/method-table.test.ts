import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mode } from './evidence.ts';
import { methodTable } from './method-table.ts';

/** Method, alone, with user verification, beside a first proof. */
const expected: Record<Mode, [string, string, string | null, string][]> = {
  product: [
    ['passkey', 'aal1', 'aal2', 'aal2'],
    ['webauthn', 'aal1', 'aal2', 'aal2'],
    ['totp', 'aal1', null, 'aal2'],
    ['lookup_secret', 'aal1', null, 'aal2'],
    ['code email', 'aal1', null, 'aal2'],
    ['code sms', 'aal1', null, 'aal2'],
    ['link email', 'aal1', null, 'aal2'],
    ['password', 'aal1', null, 'aal2'],
  ],
  // E-mail is no factor, SP 800-63B-4 §3.1.3.1.
  nist: [
    ['passkey', 'aal1', 'aal2', 'aal2'],
    ['webauthn', 'aal1', 'aal2', 'aal2'],
    ['totp', 'aal1', null, 'aal2'],
    ['lookup_secret', 'aal1', null, 'aal2'],
    ['code email', 'aal0', null, 'aal1'],
    ['code sms', 'aal1', null, 'aal2'],
    ['link email', 'aal0', null, 'aal1'],
    ['password', 'aal1', null, 'aal2'],
  ],
};

for (const mode of ['product', 'nist'] as const) {
  test(`what each method is worth in ${mode} mode`, () => {
    const rows = methodTable(mode).map(({ method, channel, alone, user_verified, second }) => [
      [method, channel].filter(Boolean).join(' '),
      alone,
      user_verified,
      second,
    ]);
    assert.deepEqual(rows, expected[mode]);
  });
}

test('keys alone resist phishing, the password alone is known, and each method says how it fails', () => {
  const table = methodTable('product');
  const named = (test: (row: (typeof table)[number]) => boolean) => table.filter(test).map(({ method }) => method);
  assert.deepEqual(
    named(({ phishing_resistant: resists }) => resists),
    ['passkey', 'webauthn'],
  );
  assert.deepEqual(
    named((row) => row.class === 'knowledge'),
    ['password'],
  );
  for (const { risk } of table) assert.match(risk, /^[A-Z].{30,}\.$/);
});
