import type { Reader, Tx } from '../../store/store.ts';

interface BackupCodeTable {
  identity_id: string;
  /** argon2id under the set's salt. */
  hash: string;
  salt: string;
  created_at: number;
  used_at: number | null;
}

declare module '../../store/store.ts' {
  interface Tables {
    backup_code: BackupCodeTable;
  }
}

/** Replaces whatever set the person had, used and unused codes alike. */
export async function replaceCodes(
  tx: Tx,
  identityId: string,
  { salt, hashes, now }: { salt: string; hashes: string[]; now: number },
): Promise<void> {
  await removeCodes(tx, identityId);
  const rows = hashes.map((hash) => ({ identity_id: identityId, hash, salt, created_at: now, used_at: null }));
  if (rows.length > 0) await tx.insertInto('backup_code').values(rows).execute();
}

export async function removeCodes(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('backup_code').where('identity_id', '=', identityId).execute();
}

/** Spends a code exactly once; false when it is unknown or was used, by whoever came first. */
export async function spendCode(tx: Tx, identityId: string, hash: string, now: number): Promise<boolean> {
  const spent = await tx
    .updateTable('backup_code')
    .set({ used_at: now })
    .where('identity_id', '=', identityId)
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('hash')
    .executeTakeFirst();
  return spent !== undefined;
}

export interface CodeRow {
  hash: string;
  salt: string;
  createdAt: number;
  usedAt: number | null;
}

export async function codesOf(db: Reader, identityId: string): Promise<CodeRow[]> {
  const rows = await db
    .selectFrom('backup_code')
    .select(['hash', 'salt', 'created_at', 'used_at'])
    .where('identity_id', '=', identityId)
    .execute();
  return rows.map(({ hash, salt, created_at, used_at }) => ({ hash, salt, createdAt: created_at, usedAt: used_at }));
}
