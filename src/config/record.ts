import { type Kind, parsed, problem, type Reading } from './kinds.ts';

interface Member<T> {
  kind: Kind<T>;
  /** What it is when nobody gives it; a member without must be given. */
  fallback?: { value: T };
  /** Ends the sentence `has no ...` of a member that must be given. */
  why?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of members of different values
type Members = Record<string, Member<any>>;
type RecordOf<M extends Members> = { [K in keyof M]: M[K] extends Member<infer T> ? T : never };

/** A member that must be given; `why` tells what it is for when it is missing. */
export function must<T>(kind: Kind<T>, why?: string): Member<T> {
  return { kind, ...(why === undefined ? {} : { why }) };
}

/** A member that need not be given. */
export function may<T>(kind: Kind<T>, fallback: NoInfer<T>): Member<T>;
export function may<T>(kind: Kind<T>, fallback: null): Member<T | null>;
export function may<T>(kind: Kind<T>, fallback: T | null): Member<T | null> {
  return { kind: kind as Kind<T | null>, fallback: { value: fallback } };
}

const asRecord = (raw: unknown): Record<string, unknown> | null => {
  const value = typeof raw === 'string' ? parsed(raw) : raw;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
};

/** A value with named members. `refused` are members of Kratos that STING does not have, with what to do instead. */
export function record<M extends Members>(members: M, refused: Record<string, string> = {}): Kind<RecordOf<M>> {
  const names = Object.keys(members);
  return {
    type: 'group',
    bound: `of ${names.join(', ')}`,
    structured: true,
    read: (raw, place) => {
      const given = asRecord(raw);
      if (given === null) return problem(`must have the members ${names.join(', ')}`);
      for (const name of Object.keys(given)) {
        if (Object.hasOwn(refused, name)) return { at: `.${name}`, problem: refused[name]! };
        if (!Object.hasOwn(members, name)) {
          return { at: `.${name}`, problem: `is not known here; there are ${names.join(', ')}` };
        }
      }
      const value: Record<string, unknown> = {};
      for (const name of names) {
        const { kind, fallback, why } = members[name]!;
        const result: Reading<unknown> =
          given[name] !== undefined && given[name] !== null
            ? kind.read(given[name], place)
            : (fallback ?? problem(`is missing${why === undefined ? '' : `; ${why}`}`));
        if ('problem' in result) return { ...result, at: `.${name}${result.at ?? ''}` };
        value[name] = result.value;
      }
      return { value: value as RecordOf<M> };
    },
    write: (value) => {
      const shown = names.filter((name) => value[name] !== undefined && value[name] !== null);
      return `{${shown.map((name) => `${JSON.stringify(name)}: ${nested(members[name]!.kind, value[name])}`).join(', ')}}`;
    },
  };
}

/** Names of the operator's own choice, each with one kind of value. Its values are never written. */
export function mapOf<T>(name: Kind<string>, item: Kind<T>): Kind<Record<string, T>> {
  return {
    type: 'map',
    bound: `from ${name.bound} to ${item.bound}`,
    structured: true,
    read: (raw, place) => {
      const given = asRecord(raw);
      if (given === null) return problem(`must be a map from ${name.bound} to ${item.bound}`);
      const entries: [string, T][] = [];
      for (const [key, entry] of Object.entries(given)) {
        const named = name.read(key);
        if ('problem' in named) return problem(`has a name that ${named.problem}`);
        const result = item.read(entry, place);
        if ('problem' in result) return { ...result, at: `.${key}${result.at ?? ''}` };
        entries.push([key, result.value]);
      }
      return { value: Object.fromEntries(entries) };
    },
    write: (value) => `{${Object.keys(value).map((key) => `${JSON.stringify(key)}: ""`)}}`,
  };
}

/** A member's value in JSON. */
function nested<T>(kind: Kind<T>, value: T): string {
  return kind.structured ? kind.write(value) : JSON.stringify(kind.write(value));
}
