import type { Tx } from '../store/store.ts';

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

/** Stores a challenge; an older one of the same binding gives way in the same statement. */
export async function putChallenge(tx: Tx, row: ChallengeTable): Promise<void> {
  await tx
    .insertInto('webauthn_challenge')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('binding').doUpdateSet({ challenge: row.challenge, expires_at: row.expires_at }),
    )
    .execute();
}

/** Removes the challenge and answers what it was; of two that try, one gets it. */
export async function takeChallenge(tx: Tx, challenge: string): Promise<Omit<ChallengeTable, 'challenge'> | null> {
  const row = await tx
    .deleteFrom('webauthn_challenge')
    .where('challenge', '=', challenge)
    .returning(['binding', 'expires_at'])
    .executeTakeFirst();
  return row ? { binding: row.binding, expires_at: Number(row.expires_at) } : null;
}

/** Removes what expired at `now` or before; answers how many. */
export async function removeExpiredChallenges(tx: Tx, now: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('webauthn_challenge')
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
