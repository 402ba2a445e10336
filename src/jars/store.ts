import type { Insertable, Selectable, Updateable } from 'kysely';
import type { JarFacts } from '../access/access.ts';
import type { Position } from '../kernel/cursor.ts';
import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

interface JarTable {
  id: string;
  name: string;
  description: string;
  type: JarFacts['type'];
  sensitivity: JarFacts['sensitivity'];
  owner_id: string;
  team_id: string | null;
  /** JSON array of strings. */
  tags: string;
  /** How many documents are ready: kept with them, so that a list never counts. */
  documents: number;
  created_at: number;
  updated_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    jar: JarTable;
  }
}

export type JarRow = Selectable<JarTable>;

const facts = ['id', 'type', 'sensitivity', 'owner_id', 'team_id', 'created_at', 'tags'] as const;
export type FactsRow = Pick<JarRow, (typeof facts)[number]>;

/** Every decision reads it. */
export function factsQuery() {
  return prepared<FactsRow, [string]>((db, id) => db.selectFrom('jar').select(facts).where('id', '=', id));
}

export async function selectFacts(db: Reader, ids: readonly string[]): Promise<FactsRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('jar').select(facts).where('id', 'in', ids).execute();
}

export async function insertJar(tx: Tx, row: Insertable<JarTable>): Promise<void> {
  await tx.insertInto('jar').values(row).execute();
}

export function findJar(db: Reader, id: string): Promise<JarRow | undefined> {
  return db.selectFrom('jar').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function findJars(db: Reader, ids: readonly string[]): Promise<JarRow[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('jar').selectAll().where('id', 'in', ids).execute();
}

/** Every jar there is after `before`, newest first. */
export function findAllJars(db: Reader, limit: number, before?: Position): Promise<JarRow[]> {
  let query = db.selectFrom('jar').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (before) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(before.at, before.id)),
    );
  }
  return query.execute();
}

export async function updateJar(tx: Tx, id: string, change: Updateable<JarTable>): Promise<void> {
  await tx.updateTable('jar').set(change).where('id', '=', id).execute();
}

/** Whether there was one. */
export async function deleteJar(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('jar').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Whether the jar is still there to be counted in. */
export async function countDocument(tx: Tx, jarId: string, by: 1 | -1): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('jar')
    .set((column) => ({ documents: column('documents', '+', by) }))
    .where('id', '=', jarId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
