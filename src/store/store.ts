import type { Kysely } from 'kysely';
import { openSqlite } from './sqlite.ts';

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

/** Opens (and creates or migrates) the database at `file`; `:memory:` is not supported, tests use a temporary folder. */
export function openStore(file: string): Promise<Store> {
  return openSqlite(file);
}

/** Whether a thrown database error says that a unique constraint was hit (SQLite 2067 / 1555, PostgreSQL 23505). */
export function isUniqueViolation(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: number; code?: string };
  return errcode === 2067 || errcode === 1555 || code === '23505';
}
