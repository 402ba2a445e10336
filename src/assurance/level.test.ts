import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyProof, proof, someProofs } from '../../test/support/evidence.ts';
import { type Evidence, type Level, levels, type Mode } from './evidence.ts';
import { level, reaches } from './level.ts';

const verified = { user_verified: true };
const hardware = { user_verified: true, device_bound: true, attested: true };

const cases: { name: string; proofs: Evidence[]; product: Level; nist: Level }[] = [
  { name: 'nothing', proofs: [], product: 'aal0', nist: 'aal0' },
  { name: 'verified passkey', proofs: [proof('passkey', verified)], product: 'aal2', nist: 'aal2' },
  { name: 'verified security key', proofs: [proof('webauthn', verified)], product: 'aal2', nist: 'aal2' },
  { name: 'passkey without verification', proofs: [proof('passkey')], product: 'aal1', nist: 'aal1' },
  {
    name: 'synced, attested passkey',
    proofs: [proof('passkey', { ...hardware, device_bound: false })],
    product: 'aal2',
    nist: 'aal2',
  },
  {
    name: 'device-bound passkey, not attested',
    proofs: [proof('passkey', { ...hardware, attested: false })],
    product: 'aal2',
    nist: 'aal2',
  },
  {
    name: 'attested hardware key with verification',
    proofs: [proof('webauthn', hardware)],
    product: 'aal3',
    nist: 'aal3',
  },
  {
    name: 'attested hardware key without verification',
    proofs: [proof('webauthn', { ...hardware, user_verified: false })],
    product: 'aal1',
    nist: 'aal1',
  },
  {
    name: 'properties of an aal3 key spread over two keys',
    proofs: [proof('passkey', verified), proof('webauthn', { device_bound: true, attested: true })],
    product: 'aal2',
    nist: 'aal2',
  },
  { name: 'TOTP', proofs: [proof('totp')], product: 'aal1', nist: 'aal1' },
  {
    name: 'TOTP twice',
    proofs: [proof('totp'), proof('totp', { credential: 'other', at: 9 })],
    product: 'aal1',
    nist: 'aal1',
  },
  { name: 'e-mail code', proofs: [proof('code')], product: 'aal1', nist: 'aal0' },
  { name: 'e-mail code and e-mail link', proofs: [proof('code'), proof('link')], product: 'aal1', nist: 'aal0' },
  { name: 'e-mail code and TOTP', proofs: [proof('code'), proof('totp')], product: 'aal2', nist: 'aal1' },
  { name: 'e-mail code and password', proofs: [proof('code'), proof('password')], product: 'aal2', nist: 'aal1' },
  {
    name: 'e-mail code and SMS code',
    proofs: [proof('code'), proof('code', { channel: 'sms' })],
    product: 'aal2',
    nist: 'aal1',
  },
  { name: 'password', proofs: [proof('password')], product: 'aal1', nist: 'aal1' },
  { name: 'password and TOTP', proofs: [proof('password'), proof('totp')], product: 'aal2', nist: 'aal2' },
  {
    name: 'password and SMS code',
    proofs: [proof('password'), proof('code', { channel: 'sms' })],
    product: 'aal2',
    nist: 'aal2',
  },
  {
    name: 'passkey without verification and password',
    proofs: [proof('passkey'), proof('password')],
    product: 'aal2',
    nist: 'aal2',
  },
  {
    name: 'passkey without verification and TOTP',
    proofs: [proof('passkey'), proof('totp')],
    product: 'aal2',
    nist: 'aal1',
  },
  {
    name: 'passkey without verification and backup code',
    proofs: [proof('passkey'), proof('lookup_secret')],
    product: 'aal2',
    nist: 'aal1',
  },
  {
    name: 'security key and passkey, neither verified',
    proofs: [proof('webauthn'), proof('passkey')],
    product: 'aal1',
    nist: 'aal1',
  },
  {
    name: 'two verified passkeys',
    proofs: [proof('passkey', verified), proof('passkey', verified)],
    product: 'aal2',
    nist: 'aal2',
  },
  {
    name: 'verified flag on something that is no key',
    proofs: [proof('totp', hardware)],
    product: 'aal1',
    nist: 'aal1',
  },
  { name: 'API key', proofs: [proof('api_key')], product: 'aal1', nist: 'aal1' },
  {
    name: 'two API keys',
    proofs: [proof('api_key'), proof('api_key', { credential: 'other' })],
    product: 'aal1',
    nist: 'aal1',
  },
  { name: 'API key and password', proofs: [proof('api_key'), proof('password')], product: 'aal1', nist: 'aal1' },
  { name: 'API key and TOTP', proofs: [proof('api_key'), proof('totp')], product: 'aal1', nist: 'aal1' },
  { name: 'API key with the flags of hardware', proofs: [proof('api_key', hardware)], product: 'aal1', nist: 'aal1' },
];

/** The rules once more, said another way: the definition that every combination is held against. */
function expected(proofs: readonly Evidence[], mode: Mode): Level {
  const kinds: Record<string, 'key' | 'app' | 'codes' | 'mailbox' | 'telephone' | 'secret' | 'program'> = {
    passkey: 'key',
    webauthn: 'key',
    totp: 'app',
    lookup_secret: 'codes',
    password: 'secret',
    'code email': 'mailbox',
    'link email': 'mailbox',
    'code sms': 'telephone',
    api_key: 'program',
  };
  const kindOf = ({ method, channel }: Evidence) => kinds[channel ? `${method} ${channel}` : method]!;
  const heard = mode === 'product' ? proofs : proofs.filter((one) => kindOf(one) !== 'mailbox');
  const verifiedKeys = heard.filter((one) => kindOf(one) === 'key' && one.user_verified);
  if (verifiedKeys.some((key) => key.device_bound && key.attested)) return 'aal3';
  if (verifiedKeys.length > 0) return 'aal2';
  const kindsHeard = new Set(heard.map(kindOf));
  if (kindsHeard.size === 0) return 'aal0';
  kindsHeard.delete('program');
  const twoFactors = mode === 'product' ? kindsHeard.size > 1 : kindsHeard.size > 1 && kindsHeard.has('secret');
  return twoFactors ? 'aal2' : 'aal1';
}

function* combinations(size: number, from = 0): Generator<Evidence[]> {
  if (size === 0) yield [];
  else
    for (let index = from; index < everyProof.length; index++) {
      for (const rest of combinations(size - 1, index)) yield [everyProof[index]!, ...rest];
    }
}

describe('level', () => {
  for (const { name, proofs, ...wanted } of cases) {
    it(`of ${name} is ${wanted.product}, and ${wanted.nist} in nist mode`, () => {
      assert.equal(level(proofs, 'product'), wanted.product);
      assert.equal(level(proofs, 'nist'), wanted.nist);
    });
  }

  for (const mode of ['product', 'nist'] as const) {
    it(`grades every combination of up to three proofs in ${mode} mode`, () => {
      let count = 0;
      for (const size of [0, 1, 2, 3]) {
        for (const proofs of combinations(size)) {
          assert.equal(level(proofs, mode), expected(proofs, mode), JSON.stringify(proofs));
          count++;
        }
      }
      // Multisets of 0 to 3 out of 23 proofs.
      assert.equal(count, 1 + 23 + 276 + 2300);
    });

    it(`raises nothing above aal1 by an API key in ${mode} mode, whatever stands beside it`, () => {
      for (const size of [0, 1, 2, 3]) {
        for (const proofs of combinations(size)) {
          const without = level(proofs, mode);
          assert.equal(level([...proofs, proof('api_key')], mode), without === 'aal0' ? 'aal1' : without);
        }
      }
    });
  }

  it('never falls when a proof is added', () => {
    const modes = fc.constantFrom<Mode>('product', 'nist');
    const property = fc.property(someProofs(0), fc.constantFrom(...everyProof), modes, (proofs, more, mode) =>
      reaches(level([...proofs, more], mode), level(proofs, mode)),
    );
    fc.assert(property, { seed: 1 });
  });

  it('does not depend on the order of the proofs', () => {
    const shuffled = someProofs(0).chain((proofs) =>
      fc.tuple(fc.constant(proofs), fc.shuffledSubarray(proofs, { minLength: proofs.length })),
    );
    const property = fc.property(shuffled, fc.constantFrom<Mode>('product', 'nist'), ([proofs, other], mode) => {
      assert.equal(level(other, mode), level(proofs, mode));
    });
    fc.assert(property, { seed: 1 });
  });
});

describe('reaches', () => {
  it('orders the levels', () => {
    const order = levels.map((actual) => levels.map((wanted) => reaches(actual, wanted)));
    assert.deepEqual(order, [
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
    ]);
  });
});
