import type { Insertable } from 'kysely';
import type { Reader, Tx } from '../store/store.ts';

interface StepUpGrantTable {
  token_hash: string;
  session_id: string;
  /** Fingerprint of the action. */
  action: string;
  /** JSON array of evidence. */
  evidence: string;
  /** Milliseconds. */
  expires_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    step_up_grant: StepUpGrantTable;
  }
}

/** What a grant must match in full. */
export type GrantKey = Pick<StepUpGrantTable, 'token_hash' | 'session_id' | 'action'> & {
  /** Milliseconds: grants that expire at this moment or before are gone. */
  now: number;
};

export async function insertGrant(tx: Tx, grant: Insertable<StepUpGrantTable>): Promise<void> {
  await tx.insertInto('step_up_grant').values(grant).execute();
}

/** The evidence of the live grant, as JSON. */
export async function findGrant(db: Reader, key: GrantKey): Promise<string | null> {
  const row = await db
    .selectFrom('step_up_grant')
    .select('evidence')
    .where('token_hash', '=', key.token_hash)
    .where('session_id', '=', key.session_id)
    .where('action', '=', key.action)
    .where('expires_at', '>', key.now)
    .executeTakeFirst();
  return row?.evidence ?? null;
}

/** Deletes the live grant and answers its evidence, as JSON: of two callers only one gets it. */
export async function takeGrant(tx: Tx, key: GrantKey): Promise<string | null> {
  const row = await tx
    .deleteFrom('step_up_grant')
    .where('token_hash', '=', key.token_hash)
    .where('session_id', '=', key.session_id)
    .where('action', '=', key.action)
    .where('expires_at', '>', key.now)
    .returning('evidence')
    .executeTakeFirst();
  return row?.evidence ?? null;
}

export async function deleteExpiredGrants(tx: Tx, now: number): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('step_up_grant').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}
