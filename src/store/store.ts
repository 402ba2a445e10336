import type { Kysely } from 'kysely';
import { OperatorError } from '../kernel/errors.ts';
import { openSqlite, openSqliteReadOnly } from './sqlite.ts';

/**
 * The tables. Each module declares its own in its `store.ts` by augmenting this interface
 * (`declare module '../store/store.ts' { interface Tables { session: SessionTable } }`), so that a table has one owner.
 * Booleans are stored as 0 and 1, times as integer milliseconds, JSON as text.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

/** A query builder on committed data. It never writes. */
export type Reader = Kysely<Tables>;

/** A query builder inside the one open write transaction. */
export type Tx = Kysely<Tables> & { readonly inTransaction: true };

export interface Store {
  /** Reads see what has been committed; they run beside the writer. */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction and commits when it resolves; whatever it throws rolls back and is thrown on.
   * Await only queries inside: the single writer waits for `work`.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the database at `file`, and creates or migrates it. With `readOnly` it has to be there and of this version, and
 * `write` throws: for looking at what a running server writes. Throws OperatorError for a file that cannot be used.
 * `:memory:` is not supported, tests use a temporary folder.
 */
export async function openStore(file: string, { readOnly = false } = {}): Promise<Store> {
  try {
    return await (readOnly ? openSqliteReadOnly(file) : openSqlite(file));
  } catch (error) {
    const sentence = unusable(error);
    if (sentence === null) throw error;
    throw new OperatorError(`The database ${file} ${sentence}`, { cause: error });
  }
}

/** Why the database cannot be used, as the end of a sentence; null for errors that are no such reason. */
export function unusable(error: unknown): string | null {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? null : (unusableReasons[errcode & 0xff] ?? null);
}

/** By primary result code: https://sqlite.org/rescode.html */
const unusableReasons: Record<number, string> = {
  5: 'is locked: another program is writing to it.',
  8: 'may not be written by this user.',
  10: 'could not be read or written: look at the disk.',
  11: 'is damaged. Put a backup in its place.',
  13: 'could not grow: the disk is full.',
  14: 'cannot be opened: see that this user may read and write it and its folder.',
  26: 'is not a database of STING, or damaged. Put a backup in its place.',
};

/** Whether a thrown database error says that a unique constraint was hit (SQLite 2067 / 1555, PostgreSQL 23505). */
export function isUniqueViolation(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: number; code?: string };
  return errcode === 2067 || errcode === 1555 || code === '23505';
}
