import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Credential, CredentialType } from '../identity/identity.ts';
import { type Known, type Offered, possibleProofs } from './possible.ts';

const credential = (id: string, type: CredentialType, data: object = {}, status: Credential['status'] = 'active') =>
  ({ id, type, status, data }) as Credential;

const verified = { uvInitialized: true, backupEligible: true, attested: false };
const unverified = { uvInitialized: false, backupEligible: false, attested: true };

const nothing: Known = { credentials: [], backupCodesLeft: 0, addresses: [] };
const usual: Offered = { first: ['passkey', 'code'], second: ['webauthn', 'totp', 'lookup_secret'] };
const without = (method: string): Offered => ({
  first: usual.first.filter((one) => one !== method),
  second: usual.second.filter((one) => one !== method),
});
const mail = { via: 'email', verified: true } as const;

interface Case {
  what: string;
  known: Partial<Known>;
  offered?: Offered;
  seen: string[];
  best: string[];
}

const cases: Case[] = [
  { what: 'nothing', known: {}, seen: [], best: [] },
  {
    what: 'a passkey that has verified its user',
    known: { credentials: [credential('a', 'passkey', verified)] },
    seen: ['passkey a verified'],
    best: ['passkey a verified'],
  },
  {
    what: 'a passkey that never has',
    known: { credentials: [credential('a', 'passkey', unverified)] },
    seen: ['passkey a bound attested'],
    best: ['passkey a verified bound attested'],
  },
  {
    what: 'a suspended passkey',
    known: { credentials: [credential('a', 'passkey', verified, 'suspended')] },
    seen: [],
    best: [],
  },
  {
    what: 'second proofs without a first',
    known: {
      credentials: [credential('k', 'webauthn', unverified), credential('t', 'totp')],
      backupCodesLeft: 3,
    },
    seen: [],
    best: ['webauthn k verified bound attested', 'totp t', 'lookup_secret'],
  },
  {
    what: 'a passkey, a key, an app and codes',
    known: {
      credentials: [
        credential('t', 'totp'),
        credential('k', 'webauthn', verified),
        credential('a', 'passkey', verified),
      ],
      backupCodesLeft: 1,
    },
    seen: ['passkey a verified', 'webauthn k verified', 'totp t', 'lookup_secret'],
    best: ['passkey a verified', 'webauthn k verified', 'totp t', 'lookup_secret'],
  },
  {
    what: 'a security key that may come first',
    known: { credentials: [credential('k', 'webauthn', unverified), credential('t', 'totp')] },
    offered: { first: ['passkey', 'webauthn'], second: ['totp'] },
    seen: ['webauthn k bound attested', 'totp t'],
    best: ['webauthn k verified bound attested', 'totp t'],
  },
  {
    what: 'addresses, each channel once, verified ones only',
    known: { addresses: [mail, mail, { via: 'sms', verified: true }, { via: 'sms', verified: false }] },
    seen: ['code email', 'code sms'],
    best: ['code email', 'code sms'],
  },
  {
    what: 'an unverified address',
    known: { addresses: [{ via: 'email', verified: false }] },
    seen: [],
    best: [],
  },
  {
    what: 'a code where it is switched off',
    known: { addresses: [mail] },
    offered: without('code'),
    seen: [],
    best: [],
  },
  {
    what: 'a code that only stands beside a first proof',
    known: { addresses: [mail], credentials: [credential('a', 'passkey', verified)] },
    offered: { first: ['passkey'], second: ['code'] },
    seen: ['passkey a verified', 'code email'],
    best: ['passkey a verified', 'code email'],
  },
  {
    what: 'a password where passwords are off',
    known: { credentials: [credential('p', 'password'), credential('t', 'totp')] },
    seen: [],
    best: ['totp t'],
  },
  {
    what: 'a password where passwords are on',
    known: { credentials: [credential('p', 'password'), credential('t', 'totp')] },
    offered: { first: ['passkey', 'password'], second: ['totp'] },
    seen: ['password p', 'totp t'],
    best: ['password p', 'totp t'],
  },
  {
    what: 'an app that is switched off',
    known: { credentials: [credential('a', 'passkey', verified), credential('t', 'totp')] },
    offered: without('totp'),
    seen: ['passkey a verified'],
    best: ['passkey a verified'],
  },
];

for (const { what, known, offered = usual, seen, best } of cases) {
  for (const [as, expected] of [
    ['seen', seen],
    ['best', best],
  ] as const) {
    test(`possible proofs (${as}): ${what}`, () => {
      const proofs = possibleProofs({ ...nothing, ...known }, offered, { as, at: 7 });
      assert.deepEqual(
        proofs.map(({ method, credential, channel, user_verified, device_bound, attested }) =>
          [method, credential, channel, user_verified && 'verified', device_bound && 'bound', attested && 'attested']
            .filter(Boolean)
            .join(' '),
        ),
        expected,
      );
      assert.ok(proofs.every(({ at }) => at === 7));
    });
  }
}
