import { canonicalIdentifier } from '../../identity/identity.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { Store } from '../../store/store.ts';
import { forgetUnknown } from './store.ts';

/** Longer than anybody waits to tell a forgotten count from one that was never there. */
const keptMs = 30 * 24 * 60 * 60 * 1000;
/** Whoever makes up more identifiers than this pushes out the oldest. */
const keptRows = 100_000;

/**
 * In place of an identity's id, for an identifier that is nobody's: its attempts are counted like everybody's, so that
 * being throttled tells nothing. No id of an identity begins with a question mark. 36 characters.
 */
export function unknownSubject(keyring: Pick<Keyring, 'mac'>, identifier: string): string {
  // Spelt as the names of people are, so that two spellings of one share their count here too.
  const spelt = canonicalIdentifier(identifier);
  return `?${keyring.mac('attempts of unknown identifiers', spelt).slice(0, 35)}`;
}

/** Removes counts under such names that are old or too many; those of an identity's own factors stay. */
export async function sweepUnknownAttempts(store: Store, now: number): Promise<void> {
  await store.write((tx) => forgetUnknown(tx, { before: now - keptMs, keep: keptRows }));
}
