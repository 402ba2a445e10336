import { type Kind, url } from './kinds.ts';

/** The values that a default may be made from: the keys above it in the table. */
export type Above = Record<string, unknown>;

/** A default that follows from other keys. */
export interface Derived<T> {
  from(above: Above): T;
  /** The same in words. */
  words: string;
}

export interface Key<T> {
  kind: Kind<T>;
  /** Absent: the key stays undefined unless set. */
  default?: { value: T } | Derived<T | undefined>;
  /** Read once, when STING starts: a new value waits for the next start. */
  restart?: true;
  sentence: string;
}

/** A key with a default, that therefore always has a value. */
export interface Filled<T> extends Key<T> {
  default: { value: T } | Derived<T>;
}

export function required<T>(kind: Kind<T>, fallback: NoInfer<T> | Derived<T>, sentence: string): Filled<T> {
  const isDerived = typeof fallback === 'object' && fallback !== null && 'from' in fallback;
  return { kind, default: isDerived ? fallback : { value: fallback }, sentence };
}

export function optional<T>(kind: Kind<T>, sentence: string): Key<T> {
  return { kind, sentence };
}

/** A key that takes the value of another one, and like that one may have none. */
export function inherited<T>(kind: Kind<T>, from: string, sentence: string): Key<T> {
  return { kind, default: derived(from, (above) => above[from] as T | undefined), sentence };
}

export function derived<T>(words: string, from: Derived<T>['from']): Derived<T> {
  return { from, words };
}

/** Marks all of these keys as read once, at the start. */
// biome-ignore lint/suspicious/noExplicitAny: a table of keys of different values
export function atStart<T extends Record<string, Key<any>>>(keys: T): T {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, { ...key, restart: true }])) as T;
}

export const baseUrl = (above: Above): string => String(above['serve.public.base_url']);

/** A page of STING's own. */
export const page = (path: string): Derived<string> =>
  derived(`\`${path}\` below serve.public.base_url`, (above) => `${baseUrl(above)}${path}`);

/** Where the page of a flow is; its origin is one that may call STING, which is settled at the start. */
export const uiUrl = (path: string, sentence: string): Filled<string> => ({
  ...required(url(), page(path), sentence),
  restart: true,
});
