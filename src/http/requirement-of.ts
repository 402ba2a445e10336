import type { Requirement } from '../assurance/requirement.ts';
import { type Tier, tierRequirements } from '../assurance/tiers.ts';
import type { Config } from '../config/config.ts';

/** What an operation asks of whoever is signed in: what its tier says, and a recent proof where it declares that. */
export function requirementOf(
  { tier, fresh }: { tier: Tier; fresh?: boolean | undefined },
  config: Config,
): Requirement {
  const ofTier = tierRequirements[tier];
  if (!fresh) return ofTier;
  return { ...ofTier, max_age_seconds: config['selfservice.flows.settings.privileged_session_max_age'] };
}
