import { OperatorError } from '../kernel/errors.ts';
import { followConfig, type LiveConfig, type Reload } from './live.ts';
import { type Resolved, resolve } from './resolve.ts';
import type { Config } from './schema.ts';
import { defaultMode, readSources, type Sources } from './sources.ts';

export { profileParameters } from './deviations.ts';
export type { Hook } from './hooks.ts';
export type { LiveConfig, Reload } from './live.ts';
export { type ProfileName, profileNames, type RoleMinimum, roles } from './profiles/profiles.ts';
export type { Config, ConfigKey } from './schema.ts';
export { schema } from './schema.ts';
export { environmentName, type Sources } from './sources.ts';

/** Start-up ends with every bad key at once, each with what is wrong and what the key is for. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

/** The process's environment: the only reader of it. */
export const processEnvironment: Sources['environment'] = process.env;

/** Reads, types, bounds and cross-checks every key. Throws ConfigError. Without a file it is development mode. */
export function loadConfig(sources: Sources): Config {
  return usable(sources).config;
}

/** The same, with a sentence for each value that is used and should not be. */
export function loadConfigWithWarnings(sources: Sources): { config: Config; warnings: string[] } {
  const { config, warnings } = usable(sources);
  return { config, warnings };
}

/**
 * The same, and it follows its file: `watch` is told of each reload. A file that cannot be used changes nothing; keys that
 * are read once at the start keep their values.
 */
export function liveConfig(sources: Sources, { watch }: { watch?: (reload: Reload) => void } = {}): LiveConfig {
  return followConfig({ sources, first: usable(sources), watch });
}

function usable(sources: Sources): Resolved {
  const resolved = resolve(readSources(sources), defaultMode(sources));
  if (resolved.problems.length > 0) throw new ConfigError(resolved.problems);
  return resolved;
}
