import { dirname, resolve } from 'node:path';
import { type FileContent, readFile } from './file.ts';
import type { Kind, Place } from './kinds.ts';
import { type ConfigKey, schema } from './schema.ts';
import { suggest } from './suggest.ts';
import { unsupported, unsupportedGroup } from './unsupported.ts';

export interface Sources {
  /** YAML or JSON file with nested keys. */
  file?: string | undefined;
  /** See `environmentName`; wins over the file. */
  environment: Record<string, string | undefined>;
  /** From the command line; wins over both. */
  flags?: Partial<Record<ConfigKey, unknown>>;
}

/** What was given for a key, and by whom as it is told in a problem. */
export interface Given extends Place {
  raw: unknown;
  from: string;
}

/** What the sources hold, read once. */
export interface Contents {
  /** Null when nobody gave the key. */
  given(key: ConfigKey): Given | null;
  /** Of the file, and of keys that do not exist. */
  problems: string[];
}

/**
 * The environment variable of a key, as Kratos names them: `SERVE_PUBLIC_PORT` sets `serve.public.port`. Keys of one
 * word begin with `STING_`: DATA or MODE may be there for another program.
 */
export function environmentName(key: string): string {
  return key.includes('.') ? key.toUpperCase().replaceAll('.', '_') : `STING_${key.toUpperCase()}`;
}

/** The mode when no source tells one. */
export const defaultMode = ({ file }: Sources): 'development' | 'production' =>
  file === undefined ? 'development' : 'production';

export const keys = Object.keys(schema) as ConfigKey[];
const isStructured = (key: string) =>
  Object.hasOwn(schema, key) && isNested(schema[key as ConfigKey].kind as Kind<unknown>);
const isNested = ({ type, structured }: Kind<unknown>) => structured === true || type === 'list';

export function readSources({ file, environment, flags = {} }: Sources): Contents {
  const { values, problems }: FileContent =
    file === undefined ? { values: new Map(), problems: [] } : readFile(file, isStructured);
  const inFile = { folder: file === undefined ? '.' : dirname(resolve(file)) };
  return {
    problems: [...problems, ...strangers([...values.keys()]), ...strangeVariables(environment)],
    given(key) {
      if (flags[key] !== undefined) return { raw: flags[key], from: ' (command line)', folder: '.' };
      const variable = environmentName(key);
      if (environment[variable] !== undefined) {
        return { raw: environment[variable], from: ` (${variable})`, folder: '.' };
      }
      return values.has(key) ? { raw: values.get(key), from: '', ...inFile } : null;
    },
  };
}

/** One line for each key that does not exist, and for each group that STING does not have. */
function strangers(given: string[]): string[] {
  const unknown = given.filter((key) => !Object.hasOwn(schema, key));
  return [
    ...new Set(
      unknown.map((key) => {
        const group = unsupportedGroup(key);
        return group === undefined
          ? `${key}: ${suggest(key, keys)}`
          : `${group}: is not supported: ${unsupported[group]}.`;
      }),
    ),
  ];
}

/** Variables of Kratos that STING would have to ignore. Words of one part may be there for another program. */
function strangeVariables(environment: Sources['environment']): string[] {
  const groups = Object.keys(unsupported).filter((group) => group.includes('.'));
  return Object.keys(environment).flatMap((variable) => {
    const found = groups.find((group) => `${variable}_`.startsWith(`${environmentName(group)}_`));
    return found === undefined ? [] : [`${found} (${variable}): is not supported: ${unsupported[found]}.`];
  });
}
