import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { crossCheck } from './cross-check.ts';
import { type Config, type ConfigKey, schema } from './schema.ts';

export type { Config, ConfigKey } from './schema.ts';

/** Start-up ends with every bad key at once, each with what is wrong and what the key is for. */
export class ConfigError extends Error {
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
  /** `SERVE_PUBLIC_PORT` sets `serve.public.port`; wins over the file. */
  environment: Record<string, string | undefined>;
  /** From the command line; wins over both. */
  flags?: Partial<Record<ConfigKey, unknown>>;
}

/** The process's environment: the only reader of it. */
export const processEnvironment: Sources['environment'] = process.env;

/** Reads, types, bounds and cross-checks every key. Throws ConfigError. Without a file it is development mode. */
export function loadConfig({ file, environment, flags = {} }: Sources): Config {
  const problems: string[] = [];
  const given = file === undefined ? {} : flatten(readFile(file, problems));
  for (const key of Object.keys(given)) if (!(key in schema)) problems.push(`${key}: ${unknownKey(key)}`);

  const resolved: Record<string, unknown> = {};
  for (const [key, { kind, sentence, ...rest }] of Object.entries(schema)) {
    const raw = flags[key as ConfigKey] ?? environment[key.toUpperCase().replaceAll('.', '_')] ?? given[key];
    const fallback =
      key === 'mode' && file === undefined ? 'development' : 'default' in rest ? rest.default : undefined;
    if (raw === undefined || raw === null) {
      resolved[key] = typeof fallback === 'function' ? fallback(resolved) : fallback;
      continue;
    }
    const result = kind.read(raw);
    if ('problem' in result) problems.push(`${key}: ${result.problem}. ${sentence}`);
    else resolved[key] = result.value;
  }
  if (problems.length === 0) problems.push(...crossCheck(resolved as unknown as Config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(resolved) as unknown as Config;
}

function readFile(file: string, problems: string[]): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`${file}: ${(error as Error).message.split('\n')[0]}`);
    return {};
  }
}

/** `{serve: {public: {port: 1}}}` to `{'serve.public.port': 1}`; lists are values. */
function flatten(value: unknown, prefix = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return prefix ? { [prefix]: value } : {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, prefix ? `${prefix}.${key}` : key)),
  );
}

function unknownKey(key: string): string {
  const last = key.split('.').at(-1)!;
  const similar = Object.keys(schema)
    .filter((known) => known.endsWith(`.${last}`))
    .slice(0, 3);
  return similar.length > 0 ? `is not a key; did you mean ${similar.join(' or ')}?` : 'is not a key of STING.';
}
