import type { Insertable, Selectable, Updateable } from 'kysely';
import type { JarFacts } from '../access/access.ts';
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

interface DocumentTable {
  id: string;
  jar_id: string;
  /** Only `ready` is ever shown; the sweeper ends the other two. */
  state: 'uploading' | 'ready' | 'removed';
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  uploaded_by: string;
  created_at: number;
  /** Of the last sign of life of an upload. */
  touched_at: number;
}

interface DocumentChunkTable {
  document_id: string;
  /** From 0. */
  number: number;
  content: Uint8Array;
}

declare module '../store/store.ts' {
  interface Tables {
    jar: JarTable;
    document: DocumentTable;
    document_chunk: DocumentChunkTable;
  }
}

export type JarRow = Selectable<JarTable>;
export type DocumentRow = Selectable<DocumentTable>;

/** Every decision reads it. */
export function factsQuery() {
  return prepared((db, id: string) =>
    db
      .selectFrom('jar')
      .select(['id', 'type', 'sensitivity', 'owner_id', 'team_id', 'created_at'])
      .where('id', '=', id),
  );
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

export async function updateJar(tx: Tx, id: string, change: Updateable<JarTable>): Promise<void> {
  await tx.updateTable('jar').set(change).where('id', '=', id).execute();
}

/** Whether there was one. Its documents vanish with it; their rows are left to the sweeper. */
export async function deleteJar(tx: Tx, id: string, now: number): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('jar').where('id', '=', id).executeTakeFirst();
  await tx
    .updateTable('document')
    .set({ state: 'removed', touched_at: now })
    .where('jar_id', '=', id)
    .where('state', '!=', 'removed')
    .execute();
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

/** Bytes of all documents that are ready in the jars of whoever owns this one. */
export async function storedWithOwnerOf(db: Reader, jarId: string): Promise<number> {
  const owner = db.selectFrom('jar').select('owner_id').where('id', '=', jarId);
  const row = await db
    .selectFrom('document')
    .innerJoin('jar', 'jar.id', 'document.jar_id')
    .select((column) => column.fn.sum('document.size').as('bytes'))
    .where('jar.owner_id', '=', owner)
    .where('document.state', '=', 'ready')
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

export async function insertDocument(tx: Tx, row: Insertable<DocumentTable>): Promise<void> {
  await tx.insertInto('document').values(row).execute();
}

/** Changes the row of an upload that nobody has ended meanwhile; false if somebody has. */
export async function updateUpload(tx: Tx, id: string, change: Updateable<DocumentTable>): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('document')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', 'uploading')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function insertChunk(tx: Tx, row: Insertable<DocumentChunkTable>): Promise<void> {
  await tx.insertInto('document_chunk').values(row).execute();
}

export async function findChunk(db: Reader, documentId: string, number: number): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('document_chunk')
    .select('content')
    .where('document_id', '=', documentId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.content;
}

export function findDocument(db: Reader, jarId: string, id: string): Promise<DocumentRow | undefined> {
  return db
    .selectFrom('document')
    .selectAll()
    .where('id', '=', id)
    .where('jar_id', '=', jarId)
    .where('state', '=', 'ready')
    .executeTakeFirst();
}

/** Documents of a jar after `before`, newest first. */
export function findDocuments(
  db: Reader,
  jarId: string,
  limit: number,
  before?: { at: number; id: string },
): Promise<DocumentRow[]> {
  let query = db
    .selectFrom('document')
    .selectAll()
    .where('jar_id', '=', jarId)
    .where('state', '=', 'ready')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (before) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(before.at, before.id)),
    );
  }
  return query.execute();
}

/** Whether it was there to be removed. */
export async function markRemoved(tx: Tx, jarId: string, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('document')
    .set({ state: 'removed', touched_at: now })
    .where('id', '=', id)
    .where('jar_id', '=', jarId)
    .where('state', '=', 'ready')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes uploads that have given no sign of life since `before` (milliseconds): from then on they cannot finish. */
export async function markAbandoned(tx: Tx, before: number): Promise<void> {
  await tx
    .updateTable('document')
    .set({ state: 'removed' })
    .where('state', '=', 'uploading')
    .where('touched_at', '<', before)
    .execute();
}

/** Ids of removed documents. */
export async function findRemoved(db: Reader, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('document').select('id').where('state', '=', 'removed').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** Deletes up to `limit` chunks of a document that is not ready, the last ones first; answers how many. */
export async function deleteChunks(tx: Tx, documentId: string, limit: number): Promise<number> {
  const last = await tx
    .selectFrom('document_chunk')
    .select((column) => column.fn.max('number').as('number'))
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  if (last?.number === null || last?.number === undefined) return 0;
  const { numDeletedRows } = await tx
    .deleteFrom('document_chunk')
    .where('document_id', '=', documentId)
    .where('number', '>', last.number - limit)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export async function deleteDocument(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('document').where('id', '=', id).execute();
}
