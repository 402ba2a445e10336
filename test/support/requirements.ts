import type { EnrolmentSettings } from '../../src/access/access.ts';
import { createRequirements, type Requirements } from '../../src/assurance/tiers.ts';
import { type ConfigKey, loadConfig } from '../../src/config/config.ts';
import { enrolmentSettings, requirementSettings } from '../../src/settings.ts';

/** What tiers and roles ask for in an installation of these settings; by default that of the profile `standard`. */
export function requirementsOf(settings: Partial<Record<ConfigKey, unknown>> = {}): {
  requirements: Requirements;
  enrolment: EnrolmentSettings;
} {
  const config = loadConfig({ environment: {}, flags: settings });
  return { requirements: createRequirements(requirementSettings(config)), enrolment: enrolmentSettings(config) };
}
