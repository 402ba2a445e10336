import type { Requirement } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Application } from './application.ts';

/** What an operation asks of whoever is signed in: what its tier says, and a recent proof where it declares that. */
export function requirementOf(
  { tier, fresh }: { tier: Tier; fresh?: boolean | undefined },
  { requirements, config }: Pick<Application, 'requirements' | 'config'>,
): Requirement {
  const ofTier = requirements.ofTier(tier);
  if (!fresh) return ofTier;
  return { ...ofTier, max_age_seconds: config['selfservice.flows.settings.privileged_session_max_age'] };
}
