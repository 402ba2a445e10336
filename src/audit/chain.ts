import canonicalize from 'canonicalize';
import { digest } from '../kernel/secrets.ts';
import type { Row } from './store.ts';

/** What the first event follows: a SHA-256 of zeros, as base64url. */
export const genesis = 'A'.repeat(43);

/** The hash of a row: SHA-256 over the RFC 8785 canonical JSON of every column but the hash itself, as base64url. */
export function hashOf(row: Omit<Row, 'hash'> & { hash?: string }): string {
  const { hash: _, ...columns } = row;
  return digest(canonicalize(columns)!);
}

/** The row with its place in the chain: after `head`, or first. */
export function link(
  content: Omit<Row, 'sequence' | 'previous_hash' | 'hash'>,
  head: Pick<Row, 'sequence' | 'hash'> | undefined,
): Row {
  const row = { ...content, sequence: (head?.sequence ?? 0) + 1, previous_hash: head?.hash ?? genesis };
  return { ...row, hash: hashOf(row) };
}

/** Why `row` cannot be what follows `previous`, in a sentence and with the key of the row to look at; null if it can. */
export function misfit(
  row: Row,
  previous: Pick<Row, 'sequence' | 'hash'> | undefined,
): { sequence: number; problem: string } | null {
  const expected = (previous?.sequence ?? 0) + 1;
  if (row.sequence !== expected) {
    return {
      sequence: expected,
      problem: `Event ${expected} is missing; the next one there is event ${row.sequence}.`,
    };
  }
  if (hashOf(row) !== row.hash) {
    return { sequence: expected, problem: `Event ${expected} was changed: its content does not match its hash.` };
  }
  if (row.previous_hash !== (previous?.hash ?? genesis)) {
    return {
      sequence: expected,
      problem:
        expected === 1
          ? 'Event 1 was not written as the first one.'
          : `Event ${expected} was written after another event ${expected - 1} than the one that is there now.`,
    };
  }
  return null;
}
