import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requirementsOf } from '../../test/support/requirements.ts';
import { type ProfileName, profileNames } from '../config/config.ts';
import type { Requirement } from './requirement.ts';
import type { Tier } from './tiers.ts';

const of = (profile: ProfileName) => requirementsOf({ profile }).requirements;

const lenient: Record<Tier, Requirement> = {
  1: { level: 'aal1' },
  2: { level: 'aal1' },
  3: { level: 'aal2', max_age_seconds: 300 },
  4: { level: 'aal2', action_bound: true },
};
const tiers: Record<ProfileName, Record<Tier, Requirement>> = {
  starter: lenient,
  standard: lenient,
  regulated: {
    1: { level: 'aal1' },
    2: { level: 'aal1', max_age_seconds: 1800 },
    3: { level: 'aal2', phishing_resistant: true, max_age_seconds: 180 },
    4: { level: 'aal2', phishing_resistant: true, action_bound: true },
  },
};

const none = null;
const twoFactors = { level: 'aal2' } as const;
const key = { level: 'aal2', phishing_resistant: true } as const;
const boundKey = { level: 'aal2', phishing_resistant: true, device_bound: true } as const;

/** starter, standard, regulated */
const minimums: [roles: string[], ...each: (Requirement | null)[]][] = [
  [['owner'], twoFactors, twoFactors, boundKey],
  [['admin'], none, twoFactors, key],
  [['security_officer'], none, twoFactors, key],
  [['support'], none, twoFactors, key],
  [['auditor'], none, none, key],
  [['editor'], none, none, twoFactors],
  [['member'], none, none, twoFactors],
  [[], none, none, twoFactors],
  [['read_only'], none, none, twoFactors],
  [['service'], none, none, none],
  [['editor', 'owner'], twoFactors, twoFactors, boundKey],
  [['service', 'auditor'], none, none, key],
  [['nobody knows this one'], none, none, none],
];

describe('requirements', () => {
  for (const profile of profileNames) {
    it(`of the tiers in the profile ${profile}`, () => {
      for (const tier of [1, 2, 3, 4] as const) assert.deepEqual(of(profile).ofTier(tier), tiers[profile][tier]);
    });

    it(`of the roles in the profile ${profile}`, () => {
      for (const [roles, ...each] of minimums) {
        assert.deepEqual(of(profile).ofRoles(roles), each[profileNames.indexOf(profile)], roles.join());
      }
    });
  }

  it('follow single keys', () => {
    const settings = { 'assurance.tier3.max_age': '1m', 'assurance.tier2.max_age': '10m' };
    const { ofTier, freshSeconds } = requirementsOf(settings).requirements;
    assert.deepEqual(ofTier(2), { level: 'aal1', max_age_seconds: 600 });
    assert.deepEqual(ofTier(3), { level: 'aal2', max_age_seconds: 60 });
    assert.equal(freshSeconds, 60);
  });
});
