import type { Reader, Tx } from '../../store/store.ts';

interface AttemptTable {
  identity_id: string;
  factor: string;
  failures: number;
  last_at: number;
  /** Of these, those of the hour that began then; null in rows from before this was counted. */
  hour_failures: number | null;
  hour_began_at: number | null;
}

declare module '../../store/store.ts' {
  interface Tables {
    attempt: AttemptTable;
  }
}

export async function failuresOf(tx: Tx, identityId: string, factor: string) {
  return tx
    .selectFrom('attempt')
    .select(['failures', 'last_at', 'hour_failures', 'hour_began_at'])
    .where('identity_id', '=', identityId)
    .where('factor', '=', factor)
    .executeTakeFirst();
}

export async function saveFailures(tx: Tx, row: AttemptTable): Promise<void> {
  const { identity_id: _, factor: _factor, ...counts } = row;
  await tx
    .insertInto('attempt')
    .values(row)
    .onConflict((conflict) => conflict.columns(['identity_id', 'factor']).doUpdateSet(counts))
    .execute();
}

/** Those of hours that began after then. */
export async function hourFailures(db: Reader, subjects: readonly string[], since: number): Promise<number> {
  const row = await db
    .selectFrom('attempt')
    .select(({ fn }) => fn.sum<number | null>('hour_failures').as('failures'))
    .where('identity_id', 'in', subjects)
    .where('hour_began_at', '>', since)
    .executeTakeFirst();
  return Number(row?.failures ?? 0);
}

export async function clearFailures(tx: Tx, identityId: string, factor: string): Promise<void> {
  await tx.deleteFrom('attempt').where('identity_id', '=', identityId).where('factor', '=', factor).execute();
}

/** Removes counts of unknown identifiers (`unknownSubject`) from before then, and all but the last `keep` of the others. */
export async function forgetUnknown(tx: Tx, { before, keep }: { before: number; keep: number }): Promise<void> {
  const surplus = await tx
    .selectFrom('attempt')
    .select('last_at')
    .where('identity_id', 'like', '?%')
    .orderBy('last_at', 'desc')
    .offset(keep)
    .limit(1)
    .executeTakeFirst();
  const until = Math.max(before, surplus?.last_at ?? 0);
  await tx.deleteFrom('attempt').where('identity_id', 'like', '?%').where('last_at', '<=', until).execute();
}

export async function clearAll(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('attempt').where('identity_id', '=', identityId).execute();
}
