import { crossCheck, crossWarnings } from './cross-check.ts';
import type { Key } from './key.ts';
import { type Config, type ConfigKey, defaultOf, schema } from './schema.ts';
import { type Contents, keys } from './sources.ts';
import { checkTls } from './tls.ts';

export interface Resolved {
  config: Config;
  /** With any of them the configuration cannot be used. */
  problems: string[];
  /** Sentences about values that are used and should not be. */
  warnings: string[];
}

/**
 * Types, bounds and cross-checks every key. With `running`, keys that are read once at the start stay as they are there,
 * and what follows from them follows from that.
 */
export function resolve(contents: Contents, defaultMode: Config['mode'], running?: Config): Resolved {
  const resolved: Record<string, unknown> = {};
  const problems = [...contents.problems];
  const warnings: string[] = [];
  for (const key of keys) resolved[key] = read(key);
  const config = Object.freeze(resolved) as unknown as Config;
  if (problems.length === 0) problems.push(...crossCheck(config), ...checkTls(config));
  warnings.push(...crossWarnings(config));
  return { config, problems, warnings };

  function read(key: ConfigKey): unknown {
    const { kind, sentence, restart } = schema[key] as Key<unknown>;
    if (running && restart) return running[key];
    const fallback = () => (key === 'mode' ? defaultMode : defaultOf(key, resolved));
    const given = contents.given(key);
    if (given === null) return fallback();
    const { raw, from } = given;
    // An empty value is not the default: whoever left it may believe that they switched something off.
    const result =
      raw === null || raw === '' ? { problem: 'has no value; give it one or remove it' } : kind.read(raw, given);
    if ('problem' in result) {
      problems.push(`${key}${result.at ?? ''}${from}: ${result.problem}. ${sentence}`);
      return fallback();
    }
    if (result.beyond !== undefined && resolved['profile'] === 'regulated') {
      problems.push(`${key}${from}: must be ${result.beyond} in the profile regulated. ${sentence}`);
    } else if (result.beyond !== undefined) {
      const outside = `is outside of ${result.beyond}, which STING holds to be safe; it is used as it is`;
      warnings.push(`${key}${from}: ${outside}. ${sentence}`);
    }
    return result.value;
  }
}
