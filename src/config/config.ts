import { OperatorError } from '../kernel/errors.ts';
import { crossCheck } from './cross-check.ts';
import { type FileContent, readFile } from './file.ts';
import { type Config, type ConfigKey, defaultOf, schema } from './schema.ts';
import { suggest } from './suggest.ts';
import { checkTls } from './tls.ts';

export type { Config, ConfigKey } from './schema.ts';
export { schema } from './schema.ts';

/** Start-up ends with every bad key at once, each with what is wrong and what the key is for. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
  }
}

export interface Sources {
  /** YAML or JSON file with nested keys. */
  file?: string | undefined;
  /** See `environmentName`; wins over the file. */
  environment: Record<string, string | undefined>;
  /** From the command line; wins over both. */
  flags?: Partial<Record<ConfigKey, unknown>>;
}

/** The process's environment: the only reader of it. */
export const processEnvironment: Sources['environment'] = process.env;

/**
 * The environment variable of a key, as Kratos names them: `SERVE_PUBLIC_PORT` sets `serve.public.port`. Keys of one
 * word begin with `STING_`: DATA or MODE may be there for another program.
 */
export function environmentName(key: string): string {
  return key.includes('.') ? key.toUpperCase().replaceAll('.', '_') : `STING_${key.toUpperCase()}`;
}

const nothing = (): FileContent => ({ values: new Map(), problems: [] });

/** Reads, types, bounds and cross-checks every key. Throws ConfigError. Without a file it is development mode. */
export function loadConfig({ file, environment, flags = {} }: Sources): Config {
  const { values, problems } = file === undefined ? nothing() : readFile(file);
  const keys = Object.keys(schema) as ConfigKey[];
  for (const key of values.keys()) {
    if (!Object.hasOwn(schema, key)) problems.push(`${key}: ${suggest(key, keys)}`);
  }

  const resolved: Record<string, unknown> = {};
  for (const key of keys) {
    const { raw, from } = given(key);
    if (from === null) {
      resolved[key] = key === 'mode' && file === undefined ? 'development' : defaultOf(key, resolved);
      continue;
    }
    const { kind, sentence } = schema[key];
    // An empty value is not the default: whoever left it may believe that they switched something off.
    const result = raw === null || raw === '' ? { problem: 'has no value; give it one or remove it' } : kind.read(raw);
    if ('value' in result) resolved[key] = result.value;
    else {
      problems.push(`${key}${from}: ${result.problem}. ${sentence}`);
      resolved[key] = defaultOf(key, resolved);
    }
  }

  /** What was given for a key and by whom, as it is told in a problem; `from` is null when nothing was. */
  function given(key: ConfigKey): { raw: unknown; from: string | null } {
    if (flags[key] !== undefined) return { raw: flags[key], from: ' (command line)' };
    const variable = environmentName(key);
    if (environment[variable] !== undefined) return { raw: environment[variable], from: ` (${variable})` };
    return values.has(key) ? { raw: values.get(key), from: '' } : { raw: undefined, from: null };
  }

  const config = Object.freeze(resolved) as unknown as Config;
  if (problems.length === 0) problems.push(...crossCheck(config), ...checkTls(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
