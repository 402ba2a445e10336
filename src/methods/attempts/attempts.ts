import type { Clock } from '../../kernel/clock.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { delaySeconds } from './delay.ts';
import { clearAll, clearFailures, failuresOf, hourFailures, saveFailures } from './store.ts';

export { sweepUnknownAttempts, unknownSubject } from './unknown.ts';

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
  /** How many attempts in these names failed in the last hour, since the last right one. One under way counts as failed. */
  recentFailures(db: Reader, subjects: readonly string[]): Promise<number>;
  /** Removes every count of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  /** The attempt was right: the count starts anew. */
  succeed(tx: Tx, identityId: string, factor: string): Promise<void>;
}

const hourMs = 3_600_000;

export function createAttempts({ clock }: { clock: Clock }): Attempts {
  return {
    async reserve(tx, identityId, factor) {
      const now = clock();
      const known = await failuresOf(tx, identityId, factor);
      const { failures = 0, last_at = 0 } = known ?? {};
      const delay = delaySeconds(failures);
      if (delay === null) return Number.POSITIVE_INFINITY;
      const wait = last_at + delay * 1000 - now;
      if (delay > 0 && wait > 0) return Math.ceil(wait / 1000);
      const began = known?.hour_began_at ?? 0;
      // An hour that is over begins anew: attempts of long ago are not held against whoever comes now.
      const hour =
        now - began < hourMs
          ? { hour_began_at: began, hour_failures: (known?.hour_failures ?? 0) + 1 }
          : { hour_began_at: now, hour_failures: 1 };
      const counts = { failures: failures + 1, last_at: now, ...hour };
      await saveFailures(tx, { identity_id: identityId, factor, ...counts });
      return null;
    },
    async release(tx, identityId, factor) {
      const row = await failuresOf(tx, identityId, factor);
      if (!row) return;
      const counts = { failures: row.failures - 1, hour_failures: Math.max(0, (row.hour_failures ?? 0) - 1) };
      await saveFailures(tx, { identity_id: identityId, factor, ...row, ...counts });
    },
    recentFailures: (db, subjects) => hourFailures(db, subjects, clock() - hourMs),
    forget: clearAll,
    succeed: clearFailures,
  };
}
