import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Sensitivity } from '../../access/access.ts';
import type { Position } from '../../kernel/cursor.ts';
import type { Reader, Tx } from '../../store/store.ts';

interface DocumentTable {
  id: string;
  jar_id: string;
  /** `pending` waits for its approval; `rejected` is what is left to tell its uploader. The sweeper ends the others. */
  state: 'uploading' | 'pending' | 'ready' | 'rejected' | 'removed';
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
  uploaded_by: string;
  created_at: number;
  /** Of the last sign of life of an upload, and of the last change of state. */
  touched_at: number;
  /** Its own; null where that of the jar is enough. */
  sensitivity: Sensitivity | null;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
}

interface DocumentChunkTable {
  document_id: string;
  /** From 0. */
  number: number;
  content: Uint8Array;
}

declare module '../../store/store.ts' {
  interface Tables {
    document: DocumentTable;
    document_chunk: DocumentChunkTable;
  }
}

/** The states that somebody sees. */
export const shownStates = ['ready', 'pending', 'rejected'] as const;
export type ShownState = (typeof shownStates)[number];
export type DocumentRow = Selectable<DocumentTable> & { state: ShownState };

/** Bytes of all documents that are ready, or wait, in the jars of this owner. */
export async function storedWith(db: Reader, ownerId: string): Promise<number> {
  const row = await db
    .selectFrom('document')
    .innerJoin('jar', 'jar.id', 'document.jar_id')
    .select((column) => column.fn.sum('document.size').as('bytes'))
    .where('jar.owner_id', '=', ownerId)
    .where('document.state', 'in', ['ready', 'pending'])
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/** The same, of one jar. */
export async function storedIn(db: Reader, jarId: string): Promise<number> {
  const row = await db
    .selectFrom('document')
    .select((column) => column.fn.sum('size').as('bytes'))
    .where('jar_id', '=', jarId)
    .where('state', 'in', ['ready', 'pending'])
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

export async function insertDocument(tx: Tx, row: Insertable<DocumentTable>): Promise<void> {
  await tx.insertInto('document').values(row).execute();
}

/** Changes a document that is still in the state in which it was looked at; false if it is not. */
export async function updateDocument(
  tx: Tx,
  id: string,
  state: DocumentTable['state'],
  change: Updateable<DocumentTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('document')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', state)
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

export async function findDocument(db: Reader, id: string): Promise<DocumentRow | undefined> {
  const row = await db
    .selectFrom('document')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', shownStates)
    .executeTakeFirst();
  return row as DocumentRow | undefined;
}

export interface DocumentsQuery {
  jarId: string;
  /** Whose uploads are shown in each state; null: anybody's. */
  states: readonly { state: ShownState; of: string | null }[];
  labels: readonly Sensitivity[];
  limit: number;
  before?: Position | undefined;
}

/** Documents of a jar, newest first. Each state is a branch that reads its own stretch of the index in order. */
export async function findDocuments(db: Reader, query: DocumentsQuery): Promise<DocumentRow[]> {
  const { jarId, states, labels, limit, before } = query;
  const branches = states.map(({ state, of }) => {
    let branch = db
      .selectFrom('document')
      .selectAll()
      .where('jar_id', '=', jarId)
      .where('state', '=', state)
      .where((eb) =>
        eb.or([eb('sensitivity', 'is', null), ...(labels.length ? [eb('sensitivity', 'in', labels)] : [])]),
      );
    if (of !== null) branch = branch.where('uploaded_by', '=', of);
    if (!before) return branch;
    return branch.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(before.at, before.id)),
    );
  });
  const rows = await branches
    .reduce((all, next) => all.unionAll(next))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows as DocumentRow[];
}

/** The labels of their own that documents of a jar bear. */
export async function findLabels(db: Reader, jarId: string): Promise<Sensitivity[]> {
  const rows = await db
    .selectFrom('document')
    .select('sensitivity')
    .distinct()
    .where('jar_id', '=', jarId)
    .where('sensitivity', 'is not', null)
    .where('state', '=', 'ready')
    .execute();
  return rows.map(({ sensitivity }) => sensitivity!);
}

/** Every document of a jar, whatever its state. */
export async function markAllRemoved(tx: Tx, jarId: string, now: number): Promise<void> {
  await tx
    .updateTable('document')
    .set({ state: 'removed', touched_at: now })
    .where('jar_id', '=', jarId)
    .where('state', '!=', 'removed')
    .execute();
}

/** Removes what has been in a state without a sign of life since `before` (milliseconds): it cannot change any more. */
export async function markStale(tx: Tx, state: 'uploading' | 'rejected', before: number): Promise<void> {
  await tx
    .updateTable('document')
    .set({ state: 'removed' })
    .where('state', '=', state)
    .where('touched_at', '<', before)
    .execute();
}

/** Ids of removed documents. */
export async function findRemoved(db: Reader, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('document').select('id').where('state', '=', 'removed').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** Ids of rejected documents that still have content. */
export async function findSpent(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .select('id')
    .where('state', '=', 'rejected')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('document_chunk').select('number').whereRef('document_chunk.document_id', '=', 'document.id')),
    )
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Deletes up to `limit` chunks of a document that nobody reads, the last ones first; answers how many. */
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
