import { OperatorError } from '../kernel/errors.ts';
import { resolve } from './resolve.ts';
import type { Config } from './schema.ts';
import { readSources, type Sources } from './sources.ts';

export type { Hook, WebHookConfig } from './hooks.ts';
export type { IdentitySchema } from './identity-schemas.ts';
export type { HttpAuth, RequestConfig } from './request-config.ts';
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
  return loadConfigWithWarnings(sources).config;
}

/** The same, with a sentence for each value that is used and should not be. */
export function loadConfigWithWarnings(sources: Sources): { config: Config; warnings: string[] } {
  const { config, problems, warnings } = resolve(readSources(sources), defaultMode(sources));
  if (problems.length > 0) throw new ConfigError(problems);
  return { config, warnings };
}

/** The mode when no source tells one. */
const defaultMode = ({ file }: Sources): Config['mode'] => (file === undefined ? 'development' : 'production');
