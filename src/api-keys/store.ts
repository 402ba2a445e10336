import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

/** Times in milliseconds. */
interface ApiKeyTable {
  id: string;
  identity_id: string;
  name: string;
  prefix: string;
  /** Digest of the key. */
  hash: string;
  /** JSON list of operations. */
  scopes: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
  replaced_by: string | null;
  reminded_days: number | null;
}

declare module '../store/store.ts' {
  interface Tables {
    api_key: ApiKeyTable;
  }
}

export type ApiKeyRow = ApiKeyTable;

/** What every request by key asks. */
export function findKeyByHash() {
  const byHash = prepared((db: Reader, hash: string) => db.selectFrom('api_key').selectAll().where('hash', '=', hash));
  return async (db: Reader, hash: string): Promise<ApiKeyRow | null> => (await byHash(db, hash))[0] ?? null;
}

export async function findKey(db: Reader, id: string): Promise<ApiKeyRow | null> {
  return (await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Newest first. */
export function keysOf(db: Reader, identityId: string): Promise<ApiKeyRow[]> {
  return db
    .selectFrom('api_key')
    .selectAll()
    .where('identity_id', '=', identityId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

export async function insertKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.insertInto('api_key').values(row).execute();
}

/** Puts another key in the place of this one, exactly once; false for whoever comes second. */
export async function replaceKey(
  tx: Tx,
  id: string,
  { replaced_by, expires_at }: { replaced_by: string; expires_at: number },
): Promise<boolean> {
  const replaced = await tx
    .updateTable('api_key')
    .set({ replaced_by, expires_at })
    .where('id', '=', id)
    .where('replaced_by', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return replaced !== undefined;
}

/** Removes the key that this one replaced. */
export async function deletePredecessor(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('api_key').where('replaced_by', '=', id).execute();
}

/** Removes one key of this person; null if there is none. */
export async function takeKey(tx: Tx, identityId: string, id: string): Promise<ApiKeyRow | null> {
  const gone = await tx
    .deleteFrom('api_key')
    .where('id', '=', id)
    .where('identity_id', '=', identityId)
    .returningAll()
    .executeTakeFirst();
  return gone ?? null;
}

export function takeKeysOf(tx: Tx, identityId: string): Promise<ApiKeyRow[]> {
  return tx.deleteFrom('api_key').where('identity_id', '=', identityId).returningAll().execute();
}

export async function writeLastUsed(tx: Tx, times: [id: string, time: number][]): Promise<void> {
  for (const [id, time] of times) {
    await tx
      .updateTable('api_key')
      .set({ last_used_at: time })
      .where('id', '=', id)
      .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', time)]))
      .execute();
  }
}

/** Keys that end between these times and have no successor. */
export function keysEnding(db: Reader, { after, until }: { after: number; until: number }): Promise<ApiKeyRow[]> {
  return db
    .selectFrom('api_key')
    .selectAll()
    .where('expires_at', '>', after)
    .where('expires_at', '<=', until)
    .where('replaced_by', 'is', null)
    .execute();
}

export async function saveReminder(tx: Tx, id: string, days: number): Promise<void> {
  await tx.updateTable('api_key').set({ reminded_days: days }).where('id', '=', id).execute();
}

export async function deleteEnded(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('api_key').where('expires_at', '<', before).execute();
}
