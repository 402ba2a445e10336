import { nearest } from '../kernel/nearest.ts';

/** What somebody may have meant by a key that does not exist: `; did you mean ...?`, or what to do instead. */
export function suggest(key: string, known: readonly string[]): string {
  if (known.some((candidate) => candidate.startsWith(`${key}.`)))
    return 'is a group of keys and takes no value itself.';
  const last = key.split('.').at(-1);
  const typos = nearest(key, known);
  const elsewhere = known.filter((candidate) => candidate.split('.').at(-1) === last);
  const likely = (typos.length > 0 ? typos : elsewhere).slice(0, 3);
  if (likely.length === 0) return 'is not a key of STING. docs/configuration.md lists them.';
  return `is not a key of STING; did you mean ${likely.join(' or ')}?`;
}
