import { type Access, createAccess } from './access/access.ts';
import { createRequirements, type Requirements } from './assurance/tiers.ts';
import type { Audit } from './audit/audit.ts';
import type { Config } from './config/config.ts';
import type { Identities } from './identity/identity.ts';
import { createJarFacts } from './jars/jars.ts';
import type { Clock } from './kernel/clock.ts';
import { localOrigin } from './kernel/request.ts';
import type { Random } from './kernel/secrets.ts';
import { enrolmentSettings, requirementSettings } from './settings.ts';

interface Parts {
  config: Config;
  identities: Identities;
  audit: Audit;
  clock: Clock;
  random: Random;
}

/** Who may do what, and how surely they must have proven who they are. */
export function composeAccess({ config, audit, ...parts }: Parts): { access: Access; requirements: Requirements } {
  const requirements = createRequirements(requirementSettings(config));
  const access = createAccess({
    ...parts,
    resources: createJarFacts(),
    mode: config['assurance.mode'],
    timeZone: config['policies.time_zone'],
    requirements,
    enrolment: enrolmentSettings(config),
    // Not awaited: a decision may stand inside the one write transaction, which this one waits for.
    alarm: (problem) =>
      void audit
        .record({ type: 'access.alarm', outcome: 'failure', reason: 'engine_error', details: { problem } }, localOrigin)
        .catch((error: Error) => process.emitWarning(`The alarm “${problem}” could not be written: ${error.message}`)),
  });
  return { access, requirements };
}
