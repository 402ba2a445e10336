import type { Reader, Tx } from '../../store/store.ts';

interface SearchTextTable {
  /** Counts up; never shown, because it would tell how much others write. */
  number: number;
  /** Of the document, or of the jar itself. */
  id: string;
  jar_id: string;
  /** The jar as one word. */
  scope: string;
  name: string;
  text: string;
  complete: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    search_text: SearchTextTable;
  }
}

/** How a jar is written in the index. */
export const scopeOf = (jarId: string) => `j${jarId.replaceAll('-', '')}`;

export interface Entry {
  id: string;
  jarId: string;
  name: string;
  text: string;
}

/** Writes or replaces what can be found of a jar or a document. The index follows in the same transaction. */
export async function putEntry(tx: Tx, { id, jarId, name, text }: Entry): Promise<void> {
  const row = { jar_id: jarId, scope: scopeOf(jarId), name, text, complete: 1 };
  await tx
    .insertInto('search_text')
    .values({ id, ...row } as never)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function deleteEntry(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('search_text').where('id', '=', id).execute();
}

export async function deleteEntriesOf(tx: Tx, jarId: string): Promise<void> {
  await tx.deleteFrom('search_text').where('jar_id', '=', jarId).execute();
}

/** Ids of documents whose text has not been read yet. */
export async function findIncomplete(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('search_text')
    .select('id')
    .where('complete', '=', 0)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
