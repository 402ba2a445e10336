import type { Insertable, Selectable } from 'kysely';
import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

/** One of the sealed codes. Times in milliseconds. */
interface CodeTable {
  /** argon2id under the salt of its set. */
  hash: string;
  salt: string;
  created_at: number;
  used_at: number | null;
}

/** One hour, or less, of one session. Times in milliseconds. */
interface OpeningTable {
  id: string;
  identity_id: string;
  session_id: string;
  /** In the words of whoever opened it. */
  reason: string;
  opened_at: number;
  /** Moved to when it was closed, if it was closed before. */
  ends_at: number;
  reviewed_at: number | null;
  reviewed_by: string | null;
  note: string | null;
}

/** Which jars were read by it. */
interface JarTable {
  opening_id: string;
  jar_id: string;
  read_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    break_glass_code: CodeTable;
    break_glass_opening: OpeningTable;
    break_glass_jar: JarTable;
  }
}

export type CodeRow = Selectable<CodeTable>;
export type OpeningRow = Selectable<OpeningTable>;

export function selectCodes(db: Reader): Promise<CodeRow[]> {
  return db.selectFrom('break_glass_code').selectAll().execute();
}

/** Replaces whatever set there was, used and unused codes alike. */
export async function replaceCodes(tx: Tx, rows: Insertable<CodeTable>[]): Promise<void> {
  await tx.deleteFrom('break_glass_code').execute();
  await tx.insertInto('break_glass_code').values(rows).execute();
}

/** Spends a code exactly once; false when it is unknown or was used, by whoever came first. */
export async function spendCode(tx: Tx, hash: string, now: number): Promise<boolean> {
  const spent = await tx
    .updateTable('break_glass_code')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('hash')
    .executeTakeFirst();
  return spent !== undefined;
}

/** The opening that a session holds now; there is one at most. Every request that the rules decide asks for it. */
export function openingQuery() {
  return prepared((db: Reader, sessionId: string, now: number) =>
    db.selectFrom('break_glass_opening').select('id').where('session_id', '=', sessionId).where('ends_at', '>', now),
  );
}

/** The newest first, at most so many. */
export function selectOpenings(
  db: Reader,
  { unreviewed, limit }: { unreviewed: boolean; limit: number },
): Promise<OpeningRow[]> {
  const query = db.selectFrom('break_glass_opening').selectAll();
  return (unreviewed ? query.where('reviewed_at', 'is', null) : query)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export function selectOpening(db: Reader, id: string): Promise<OpeningRow | undefined> {
  return db.selectFrom('break_glass_opening').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertOpening(tx: Tx, row: Insertable<OpeningTable>): Promise<void> {
  await tx.insertInto('break_glass_opening').values(row).execute();
}

export async function updateOpening(tx: Tx, id: string, row: Partial<OpeningRow>): Promise<void> {
  await tx.updateTable('break_glass_opening').set(row).where('id', '=', id).execute();
}

/** False if it was noted before. */
export async function insertJar(tx: Tx, row: Insertable<JarTable>): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('break_glass_jar')
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}

export async function selectJars(db: Reader, openingId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('break_glass_jar')
    .select('jar_id')
    .where('opening_id', '=', openingId)
    .orderBy('read_at')
    .orderBy('jar_id')
    .execute();
  return rows.map(({ jar_id }) => jar_id);
}
