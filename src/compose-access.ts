import { type Access, createAccess } from './access/access.ts';
import type { Evidence } from './assurance/evidence.ts';
import { createRequirements, type Requirements } from './assurance/tiers.ts';
import type { Config } from './config/config.ts';
import type { Identities } from './identity/identity.ts';
import { createJarFacts } from './jars/jars.ts';
import type { Clock } from './kernel/clock.ts';
import type { Random } from './kernel/secrets.ts';
import { enrolmentSettings, requirementSettings } from './settings.ts';
import type { Reader } from './store/store.ts';

interface Parts {
  config: Config;
  identities: Identities;
  /** Hears of what the engine could not answer. */
  alarm: (problem: string) => void;
  /** Every proof that a person could give now. */
  provable: (db: Reader, identityId: string) => Promise<Evidence[]>;
  clock: Clock;
  random: Random;
}

/** Who may do what, and how surely they must have proven who they are. */
export function composeAccess({ config, ...parts }: Parts): { access: Access; requirements: Requirements } {
  const requirements = createRequirements(requirementSettings(config));
  const access = createAccess({
    ...parts,
    resources: createJarFacts(),
    mode: config['assurance.mode'],
    timeZone: config['policies.time_zone'],
    requirements,
    enrolment: enrolmentSettings(config),
  });
  return { access, requirements };
}
