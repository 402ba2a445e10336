import type { Reader, Tx } from '../../store/store.ts';

/** Times in milliseconds. */
interface EnrolmentExceptionTable {
  identity_id: string;
  until: number;
  approved_by: string;
  approved_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    enrolment_exception: EnrolmentExceptionTable;
  }
}

/** In place of an earlier one. */
export async function putException(tx: Tx, row: EnrolmentExceptionTable): Promise<void> {
  const { identity_id, ...facts } = row;
  await tx
    .insertInto('enrolment_exception')
    .values(row)
    .onConflict((oc) => oc.column('identity_id').doUpdateSet(facts))
    .execute();
}

/** The one that holds now. */
export async function findException(
  db: Reader,
  identityId: string,
  now: number,
): Promise<EnrolmentExceptionTable | null> {
  const row = await db
    .selectFrom('enrolment_exception')
    .selectAll()
    .where('identity_id', '=', identityId)
    .where('until', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Answers whether there was one. */
export async function deleteException(tx: Tx, identityId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('enrolment_exception')
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
