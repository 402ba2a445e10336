import type { Clock } from '../../kernel/clock.ts';
import type { Tx } from '../../store/store.ts';
import { delaySeconds } from './delay.ts';
import { clearAll, clearFailures, failuresOf, saveFailures } from './store.ts';

export { sweepUnknownAttempts } from './unknown.ts';

/**
 * Failed attempts per person and factor, in the database so that neither a restart nor another flow resets them. One
 * factor's failures never close another way in.
 */
export interface Attempts {
  /**
   * Counts the attempt as failed before it is looked at, so that parallel guesses cannot share one count.
   * Answers the seconds to wait when the attempt may not be read now (`Infinity` after the hard stop), else null.
   */
  reserve(tx: Tx, identityId: string, factor: string): Promise<number | null>;
  /** Takes a reservation back: the attempt could not be looked at. */
  release(tx: Tx, identityId: string, factor: string): Promise<void>;
  /** Removes every count of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  /** The attempt was right: the count starts anew. */
  succeed(tx: Tx, identityId: string, factor: string): Promise<void>;
}

export function createAttempts({ clock }: { clock: Clock }): Attempts {
  return {
    async reserve(tx, identityId, factor) {
      const now = clock();
      const { failures = 0, last_at = 0 } = (await failuresOf(tx, identityId, factor)) ?? {};
      const delay = delaySeconds(failures);
      if (delay === null) return Number.POSITIVE_INFINITY;
      const wait = last_at + delay * 1000 - now;
      if (delay > 0 && wait > 0) return Math.ceil(wait / 1000);
      await saveFailures(tx, { identity_id: identityId, factor, failures: failures + 1, last_at: now });
      return null;
    },
    async release(tx, identityId, factor) {
      const row = await failuresOf(tx, identityId, factor);
      if (row) await saveFailures(tx, { identity_id: identityId, factor, ...row, failures: row.failures - 1 });
    },
    forget: clearAll,
    succeed: clearFailures,
  };
}
