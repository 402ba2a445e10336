import { isDeepStrictEqual } from 'node:util';
import type { Kind } from './kinds.ts';
import { type ProfileKey, type ProfileName, profileNames, profiles } from './profiles/profiles.ts';
import { type Config, schema } from './schema.ts';

/** A parameter that the profile sets, with every value as an operator writes it; null where there is no limit. */
export interface ProfileParameter {
  key: ProfileKey;
  sentence: string;
  value: string | null;
  profiles: Record<ProfileName, string | null>;
  /** The value that holds is not that of the profile. */
  deviates: boolean;
  why: string;
}

/** Every row of the table of profiles, beside what holds. */
export function profileParameters(config: Config): ProfileParameter[] {
  return (Object.keys(profiles) as ProfileKey[]).map((key) => {
    const { kind, sentence } = schema[key];
    const write = (value: unknown) => (value === undefined ? null : (kind as Kind<unknown>).write(value));
    const row = profiles[key];
    return {
      key,
      sentence,
      value: write(config[key]),
      profiles: Object.fromEntries(
        profileNames.map((name) => [name, write(row[name])]),
      ) as ProfileParameter['profiles'],
      deviates: !isDeepStrictEqual(config[key], row[config.profile]),
      why: row.why,
    };
  });
}
