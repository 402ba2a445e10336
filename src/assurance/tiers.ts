import type { Requirement } from './requirement.ts';

/** 1 view · 2 ordinary change · 3 sensitive (keys, factors, export, share) · 4 critical (delete, roles, configuration). */
export type Tier = 1 | 2 | 3 | 4;

/** The one table of what each tier asks for; routes, policies, badges and documents read it. */
export const tierRequirements: Record<Tier, Requirement> = {
  1: { level: 'aal1' },
  2: { level: 'aal1' },
  3: { level: 'aal2', max_age_seconds: 300 },
  4: { level: 'aal2', action_bound: true },
};
