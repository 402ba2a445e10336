import type { Reader, Tx } from '../../store/store.ts';

interface DeletionTable {
  identity_id: string;
  due_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    identity_deletion: DeletionTable;
  }
}

export async function insertDeletion(tx: Tx, row: DeletionTable): Promise<void> {
  await tx.insertInto('identity_deletion').values(row).execute();
}

export async function updateDeletion(tx: Tx, { identity_id, due_at }: DeletionTable): Promise<void> {
  await tx.updateTable('identity_deletion').set({ due_at }).where('identity_id', '=', identity_id).execute();
}

/** Answers whether there was one. */
export async function removeDeletion(tx: Tx, identityId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('identity_deletion')
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function findDeletion(db: Reader, identityId: string): Promise<number | null> {
  const row = await db
    .selectFrom('identity_deletion')
    .select('due_at')
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

export async function dueDeletions(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('identity_deletion')
    .select('identity_id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(({ identity_id }) => identity_id);
}
