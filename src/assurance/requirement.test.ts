import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { everyProof, proof, someProofs } from '../../test/support/evidence.ts';
import { requirementsOf } from '../../test/support/requirements.ts';
import type { Evidence, Mode } from './evidence.ts';
import { ageSeconds, type Requirement, unmet } from './requirement.ts';

const { ofTier } = requirementsOf().requirements;
const now = Date.UTC(2026, 0, 15, 12);
const ago = (seconds: number) => now - 1000 * seconds;

const verified = (seconds: number) => proof('passkey', { user_verified: true, at: ago(seconds) });
const touched = (seconds: number) => proof('passkey', { at: ago(seconds) });
const code = (seconds: number) => proof('code', { at: ago(seconds) });
const totp = (seconds: number) => proof('totp', { at: ago(seconds) });

interface Case {
  name: string;
  need: Requirement;
  session?: Evidence[];
  action?: Evidence[];
  /** Seconds, or null: never satisfied. */
  age: number | null;
  met: boolean;
}

const cases: Case[] = [
  { name: 'nothing asked of nobody', need: {}, age: 0, met: true },
  { name: 'nothing asked of somebody', need: {}, session: [code(50)], age: 0, met: true },
  { name: 'a level without proofs', need: { level: 'aal1' }, age: null, met: false },
  { name: 'aal1 by code', need: { level: 'aal1' }, session: [code(50)], age: 50, met: true },
  { name: 'aal2 by code', need: { level: 'aal2' }, session: [code(50)], age: null, met: false },
  { name: 'aal2 by passkey', need: { level: 'aal2' }, session: [verified(86_400)], age: 86_400, met: true },
  { name: 'aal3 by synced passkey', need: { level: 'aal3' }, session: [verified(1)], age: null, met: false },

  {
    name: 'exactly the greatest age',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [verified(300)],
    age: 300,
    met: true,
  },
  {
    name: 'one millisecond more',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [verified(300.001)],
    age: 301,
    met: false,
  },
  {
    name: 'one second more',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [verified(301)],
    age: 301,
    met: false,
  },
  { name: 'age zero, proven now', need: { level: 'aal1', max_age_seconds: 0 }, session: [code(0)], age: 0, met: true },
  {
    name: 'age zero, proven before',
    need: { level: 'aal1', max_age_seconds: 0 },
    session: [code(1)],
    age: 1,
    met: false,
  },
  {
    name: 'a stale proof beside a fresh one',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [verified(9000), verified(10)],
    age: 10,
    met: true,
  },
  {
    name: 'a fresh but weak proof beside a stale strong one',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [verified(9000), code(10)],
    age: 9000,
    met: false,
  },
  {
    name: 'two factors are as old as the older one',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [code(200), totp(299)],
    age: 299,
    met: true,
  },
  {
    name: 'one of two factors is stale',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [code(10), totp(301)],
    age: 301,
    met: false,
  },
  { name: 'an age alone needs some proof', need: { max_age_seconds: 300 }, age: null, met: false },
  { name: 'an age alone takes any proof', need: { max_age_seconds: 300 }, session: [code(299)], age: 299, met: true },

  { name: 'a proof from the future', need: { level: 'aal2' }, session: [verified(-0.001)], age: null, met: false },
  {
    name: 'a proof from the future beside one from the past',
    need: { level: 'aal1' },
    session: [verified(-60), code(5)],
    age: 5,
    met: true,
  },

  {
    name: 'phishing-resistant by a touch',
    need: { phishing_resistant: true },
    session: [touched(5)],
    age: 5,
    met: true,
  },
  {
    name: 'phishing-resistant by code and TOTP',
    need: { phishing_resistant: true },
    session: [code(5), totp(5)],
    age: null,
    met: false,
  },
  { name: 'verified by a touch', need: { user_verified: true }, session: [touched(5)], age: null, met: false },
  {
    name: 'verified by something that is no key',
    need: { user_verified: true },
    session: [proof('totp', { user_verified: true, at: ago(5) })],
    age: null,
    met: false,
  },
  { name: 'device-bound by a synced key', need: { device_bound: true }, session: [verified(5)], age: null, met: false },
  {
    name: 'verified and device-bound by two different keys',
    need: { user_verified: true, device_bound: true },
    session: [verified(5), proof('webauthn', { device_bound: true, at: ago(5) })],
    age: null,
    met: false,
  },
  {
    name: 'verified and device-bound by one key',
    need: { user_verified: true, device_bound: true },
    session: [code(1), proof('webauthn', { user_verified: true, device_bound: true, at: ago(5) })],
    age: 5,
    met: true,
  },

  {
    name: 'bound to the action, proven for the session',
    need: { level: 'aal2', action_bound: true },
    session: [verified(1)],
    age: null,
    met: false,
  },
  {
    name: 'bound to the action, proven for it',
    need: { level: 'aal2', action_bound: true },
    action: [verified(1)],
    age: 1,
    met: true,
  },
  {
    name: 'bound to the action by two factors',
    need: { level: 'aal2', action_bound: true },
    action: [code(9), totp(1)],
    age: 9,
    met: true,
  },
  {
    name: 'half proven for the session, half for the action',
    need: { level: 'aal2', action_bound: true },
    session: [code(1)],
    action: [totp(1)],
    age: null,
    met: false,
  },
  {
    name: 'bound to the action and nothing else, unproven',
    need: { action_bound: true },
    session: [verified(1)],
    age: null,
    met: false,
  },
  {
    name: 'proven for the action where that is not asked',
    need: { level: 'aal2', max_age_seconds: 300 },
    session: [code(900)],
    action: [verified(2)],
    age: 2,
    met: true,
  },

  { name: 'tier 1 by code', need: ofTier(1), session: [code(9)], age: 9, met: true },
  { name: 'tier 3 by an old passkey', need: ofTier(3), session: [verified(301)], age: 301, met: false },
  { name: 'tier 3 by a fresh passkey', need: ofTier(3), session: [verified(300)], age: 300, met: true },
  {
    name: 'tier 4 by a fresh passkey of the session',
    need: ofTier(4),
    session: [verified(1)],
    age: null,
    met: false,
  },
  {
    name: 'tier 4 by a code for the action',
    need: ofTier(4),
    session: [verified(1)],
    action: [code(1)],
    age: null,
    met: false,
  },
  {
    name: 'tier 4 by a passkey for the action',
    need: ofTier(4),
    session: [code(1)],
    action: [verified(1)],
    age: 1,
    met: true,
  },
];

describe('requirement', () => {
  for (const { name, need, session = [], action = [], age, met } of cases) {
    it(`${name}: ${met ? 'met' : 'unmet'}`, () => {
      assert.equal(ageSeconds(need, { session, action }, now, 'product'), age);
      assert.equal(unmet(need, { session, action }, now, 'product'), met ? null : need);
    });
  }

  it('hears no e-mail in nist mode', () => {
    const proofs = { session: [code(1), totp(1)], action: [] };
    assert.equal(unmet({ level: 'aal2' }, proofs, now, 'product'), null);
    assert.deepEqual(unmet({ level: 'aal2' }, proofs, now, 'nist'), { level: 'aal2' });
  });

  const needs = fc.record(
    {
      level: fc.constantFrom('aal1' as const, 'aal2' as const, 'aal3' as const),
      phishing_resistant: fc.boolean(),
      user_verified: fc.boolean(),
      device_bound: fc.boolean(),
      max_age_seconds: fc.integer({ min: 0, max: 600 }),
      action_bound: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const modes = fc.constantFrom<Mode>('product', 'nist');

  it('stays met when a proof is added', () => {
    const property = fc.property(
      needs,
      someProofs(now),
      someProofs(now),
      fc.constantFrom(...everyProof),
      modes,
      (need, session, action, plain, mode) => {
        const more = { ...plain, at: now };
        if (unmet(need, { session, action }, now, mode)) return;
        assert.equal(unmet(need, { session: [...session, more], action }, now, mode), null);
        assert.equal(unmet(need, { session, action: [...action, more] }, now, mode), null);
      },
    );
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it('does not depend on the order of the proofs, nor changes them', () => {
    const property = fc.property(needs, someProofs(now), modes, (need, session, mode) => {
      const reversed = Object.freeze(session.toReversed()) as Evidence[];
      const proofs = { session: Object.freeze(session) as Evidence[], action: [] };
      assert.equal(ageSeconds(need, { session: reversed, action: [] }, now, mode), ageSeconds(need, proofs, now, mode));
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it('is the harder to meet the more is asked', () => {
    const property = fc.property(needs, someProofs(now), someProofs(now), modes, (need, session, action, mode) => {
      if (unmet(need, { session, action }, now, mode)) return;
      for (const member of Object.keys(need) as (keyof Requirement)[]) {
        const { [member]: _, ...less } = need;
        assert.equal(unmet(less, { session, action }, now, mode), null, `without ${member}`);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });
});
