import type { RoleMinimum } from '../config/config.ts';
import { both, type Requirement } from './requirement.ts';

/** 1 view · 2 ordinary change · 3 sensitive (keys, factors, export, share) · 4 critical (delete, roles, configuration). */
export type Tier = 1 | 2 | 3 | 4;

/** What the tiers and roles of this installation ask for; routes, policies, badges and documents read it. */
export interface Requirements {
  ofTier(tier: Tier): Requirement;
  /** How many seconds a proof is fresh: for as long as a sensitive action accepts it. */
  freshSeconds: number;
  /**
   * What somebody has to prove before they use these roles, whatever the tier; null where none of them asks for anything.
   * Whoever has none counts as a member.
   */
  ofRoles(roles: readonly string[]): Requirement | null;
}

/** The part of them that a profile decides. */
export interface RequirementSettings {
  /** In seconds; null where the session is enough. */
  tier2MaxAge: number | null;
  tier3MaxAge: number;
  /** Whether the tier asks for a key that is bound to the origin. */
  phishingResistant: Readonly<Record<3 | 4, boolean>>;
  /** By the name of the role. */
  roleMinimums: Readonly<Record<string, RoleMinimum>>;
}

const minimums: Readonly<Record<RoleMinimum, Requirement | null>> = {
  none: null,
  aal2: { level: 'aal2' },
  phishing_resistant: { level: 'aal2', phishing_resistant: true },
  device_bound: { level: 'aal2', phishing_resistant: true, device_bound: true },
};

/** Tier 4 is bound to its action at aal2 in every profile. */
export function createRequirements(settings: RequirementSettings): Requirements {
  const { tier2MaxAge, tier3MaxAge, phishingResistant, roleMinimums } = settings;
  const byKey = (tier: 3 | 4) => (phishingResistant[tier] ? { phishing_resistant: true } : {});
  const tiers: Record<Tier, Requirement> = {
    1: { level: 'aal1' },
    2: { level: 'aal1', ...(tier2MaxAge === null ? {} : { max_age_seconds: tier2MaxAge }) },
    3: { level: 'aal2', ...byKey(3), max_age_seconds: tier3MaxAge },
    4: { level: 'aal2', ...byKey(4), action_bound: true },
  };
  return {
    ofTier: (tier) => tiers[tier],
    freshSeconds: tier3MaxAge,
    ofRoles(roles) {
      const asked = (roles.length === 0 ? ['member'] : roles).map((role) => minimums[roleMinimums[role] ?? 'none']);
      return asked.reduce((all, next) => (all && next ? both(all, next) : (all ?? next)), null);
    },
  };
}
