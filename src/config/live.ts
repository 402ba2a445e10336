import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Key } from './key.ts';
import { type Resolved, resolve } from './resolve.ts';
import { type Config, type ConfigKey, schema } from './schema.ts';
import { type Contents, defaultMode, keys, readSources, type Sources } from './sources.ts';
import { watchFile } from './watch.ts';

/** What reading the sources again came to. */
export interface Reload {
  /** Keys that have another value from now on. */
  changed: ConfigKey[];
  /** Keys that were given another value and keep theirs until the next start. */
  needsRestart: ConfigKey[];
  warnings: string[];
  /** There when the sources cannot be used: then nothing has changed. */
  problems?: string[];
}

/** A configuration that follows its file. */
export interface LiveConfig {
  /** Looks like any other; what is read from it is what holds at that moment. */
  readonly config: Config;
  /** About the values that hold now. */
  readonly warnings: string[];
  /** Reads the sources again. */
  reload(): Reload;
  /** The key `revision`, else a digest of every value that holds now, without the secrets. */
  revision(): string;
  /** Ends the watching. */
  close(): void;
}

interface LiveInit {
  sources: Sources;
  /** What the sources held at the start. */
  first: Resolved;
  /** When given, the file is watched and each reload told; a file that cannot be watched is one with a problem. */
  watch?: ((reload: Reload) => void) | undefined;
}

export function followConfig({ sources, first, watch }: LiveInit): LiveConfig {
  let current = first;
  const config = Object.freeze(
    Object.defineProperties(
      {},
      Object.fromEntries(keys.map((key) => [key, { enumerable: true, get: () => current.config[key] }])),
    ),
  ) as Config;

  function reload(): Reload {
    const contents = readSources(sources);
    const wanted = resolve(contents, defaultMode(sources));
    if (wanted.problems.length > 0) return refused(wanted.problems);
    const next = settled(contents, wanted);
    if (next.problems.length > 0) return refused(next.problems.map((problem) => `${problem} ${afterStart}`));
    const result: Reload = {
      changed: differing(current.config, next.config),
      needsRestart: differing(current.config, wanted.config).filter((key) => (schema[key] as Key<unknown>).restart),
      warnings: wanted.warnings,
    };
    current = next;
    return result;
  }

  /** What holds until the next start. It may go together less well than what is wanted, and is then refused. */
  const settled = (contents: Contents, { warnings }: Resolved): Resolved => ({
    ...resolve(contents, defaultMode(sources), current.config),
    warnings,
  });

  const watching =
    watch && sources.file !== undefined
      ? watchFile(sources.file, {
          changed: () => watch(reload()),
          failed: ({ message }) => watch(refused([`${sources.file}: is not watched any more: ${message}.`])),
        })
      : null;

  return {
    config,
    get warnings() {
      return current.warnings;
    },
    reload,
    revision: () => current.config.revision ?? digestOf(current.config),
    close: () => watching?.close(),
  };
}

const afterStart = 'The file is good; what it needs is read only at the next start.';

const refused = (problems: string[]): Reload => ({ changed: [], needsRestart: [], warnings: [], problems });

const differing = (before: Config, after: Config): ConfigKey[] =>
  keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));

/** `write` leaves the secrets out, so that the digest of a short one cannot be searched for. */
function digestOf(config: Config): string {
  const written = keys.map((key) => {
    const { kind } = schema[key] as Key<unknown>;
    return [key, config[key] === undefined ? null : kind.write(config[key])];
  });
  return createHash('sha256').update(JSON.stringify(written)).digest('hex');
}
