import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/migrations.ts';
import { Mutex } from './mutex.ts';
import type { Store, Tables, Tx } from './store.ts';
import { checkVersion } from './version.ts';

const cachedStatements = 512;

/**
 * The one snapshot that all reads of a turn of the event loop share. To take and leave one costs SQLite several system
 * calls, more than the lookup of a session itself.
 */
class Snapshot {
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #open = false;

  constructor(database: DatabaseSync) {
    this.#begin = database.prepare('begin');
    this.#commit = database.prepare('commit');
  }

  /** Call before each read. */
  take(): void {
    if (this.#open) return;
    this.#begin.run();
    this.#open = true;
    setImmediate(() => this.leave());
  }

  /** Later reads see what has been committed until now. */
  leave(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#commit.run();
  }
}

/** A statement that is made once for its text, and the names of the columns that it answers; none when it answers no rows. */
interface Prepared {
  statement: StatementSync;
  columns: string[];
}

/** One SQLite connection as Kysely sees it. Queries are synchronous inside; a prepared statement is made once per SQL text. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #snapshot: Snapshot | undefined;
  readonly #statements = new Map<string, Prepared>();

  constructor(database: DatabaseSync, snapshot?: Snapshot) {
    this.#database = database;
    this.#snapshot = snapshot;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, columns } = this.#prepare(sql);
    const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value)) as never[];
    this.#snapshot?.take();
    if (columns.length > 0) return { rows: rowsOf(statement.all(...values) as never, columns) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // A stream holds its statement open across awaits, so it must not share one with the cache.
    const statement = this.#database.prepare(sql);
    for (const row of statement.iterate(...(parameters as never[]))) yield { rows: [row as R] };
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const entry = { statement, columns: statement.columns().map(({ name }) => name) };
    if (this.#statements.size >= cachedStatements) this.#statements.delete(this.#statements.keys().next().value!);
    this.#statements.set(sql, entry);
    return entry;
  }
}

/** Rows as objects. Those that node:sqlite makes are hash tables: they take longer to make than the lookup itself. */
function rowsOf(rows: readonly unknown[][], columns: readonly string[]): Record<string, unknown>[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i];
    return row;
  });
}

/** Queries on this database. There is one connection and it is always at hand: none is asked for and given back. */
function queries(database: DatabaseSync, snapshot?: Snapshot): Kysely<Tables> {
  const connection = new SqliteConnection(database, snapshot);
  const exec = async (sql: string) => database.exec(sql);
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: () => exec('begin immediate'),
    commitTransaction: () => exec('commit'),
    rollbackTransaction: () => exec('rollback'),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), dialect.createAdapter(), {
    provideConnection: (consumer) => consumer(connection),
  });
  return new Kysely<Tables>({ config: { dialect }, dialect, driver, executor });
}

function connect(file: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly, timeout: 5000 });
  // FULL: an acknowledged write survives a power cut, not only a killed process.
  if (!readOnly) database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  database.exec('pragma cache_size = -16000; pragma mmap_size = 268435456; pragma temp_store = memory');
  return database;
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Opens what another process may be writing to; it is neither created nor migrated. */
export async function openSqliteReadOnly(file: string): Promise<Store> {
  const database = connect(file, true);
  const read = queries(database);
  try {
    await checkVersion(read, 'exactly');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    read,
    write: () => {
      throw new Error('This store was opened to be read only.');
    },
    close: async () => database.close(),
  };
}

export async function openSqlite(file: string): Promise<Store> {
  const writerDatabase = connect(file, false);
  const writer = queries(writerDatabase);
  try {
    await checkVersion(writer, 'at most');
    await migrate(writer);
  } catch (error) {
    writerDatabase.close();
    throw error;
  }
  const readDatabase = connect(file, true);
  const snapshot = new Snapshot(readDatabase);
  const read = queries(readDatabase, snapshot);
  const mutex = new Mutex();

  return {
    read,
    write: (work) =>
      mutex.run(async () => {
        writerDatabase.exec('begin immediate');
        try {
          const result = await work(writer as Tx);
          writerDatabase.exec('commit');
          snapshot.leave();
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself (a full disk, for one); the first error is the one to report.
          if (writerDatabase.isTransaction) writerDatabase.exec('rollback');
          throw error;
        }
      }),
    close: () =>
      mutex.run(async () => {
        // The connections themselves: Kysely leaves open what it has never used.
        snapshot.leave();
        readDatabase.close();
        writerDatabase.exec('pragma optimize');
        writerDatabase.close();
      }),
  };
}
