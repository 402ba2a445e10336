import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

interface ChallengeTable {
  /** SHA-256 of the challenge. */
  challenge: string;
  /** SHA-256 of what it may be used for. */
  binding: string;
  /** Milliseconds. */
  expires_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    webauthn_challenge: ChallengeTable;
  }
}

/** The queries of one store, compiled once: every sign-in makes and takes a challenge. */
export function createChallengeStore() {
  const put = prepared((db: Reader, challenge: string, binding: string, expiresAt: number) =>
    db
      .insertInto('webauthn_challenge')
      .values({ challenge, binding, expires_at: expiresAt })
      .onConflict((conflict) =>
        conflict.column('binding').doUpdateSet((row) => ({
          challenge: row.ref('excluded.challenge'),
          expires_at: row.ref('excluded.expires_at'),
        })),
      ),
  );
  const take = prepared((db: Reader, challenge: string) =>
    db.deleteFrom('webauthn_challenge').where('challenge', '=', challenge).returning(['binding', 'expires_at']),
  );

  return {
    /** Stores a challenge; an older one of the same binding gives way in the same statement. */
    async put(tx: Tx, { challenge, binding, expires_at }: ChallengeTable): Promise<void> {
      await put(tx, challenge, binding, expires_at);
    },

    /** Removes the challenge and answers what it was; of two that try, one gets it. */
    async take(tx: Tx, challenge: string): Promise<Omit<ChallengeTable, 'challenge'> | null> {
      const [row] = await take(tx, challenge);
      return row ? { binding: row.binding, expires_at: Number(row.expires_at) } : null;
    },

    /** Removes what expired at `now` or before; answers how many. */
    async removeExpired(tx: Tx, now: number): Promise<number> {
      const query = tx.deleteFrom('webauthn_challenge').where('expires_at', '<=', now);
      const { numDeletedRows } = await query.executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
