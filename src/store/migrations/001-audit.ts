import { type Kysely, SqliteAdapter, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_event')
    // `integer` and not `bigint`: only so is it SQLite's own row key, which a scan of the chain follows.
    .addColumn('sequence', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('time', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('actor', 'text')
    .addColumn('session', 'text')
    .addColumn('operation', 'text')
    .addColumn('resource', 'text')
    .addColumn('reason', 'text')
    .addColumn('assurance', 'text')
    .addColumn('methods', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('ip', 'text', (column) => column.notNull())
    .addColumn('user_agent', 'text', (column) => column.notNull())
    // Unique: two events can never follow the same one, so the chain cannot fork.
    .addColumn('previous_hash', 'text', (column) => column.notNull().unique())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  for (const column of ['actor', 'type', 'resource']) {
    await db.schema.createIndex(`audit_event_${column}`).on('audit_event').columns([column, 'sequence']).execute();
  }
  if (!(db.getExecutor().adapter instanceof SqliteAdapter)) return;
  // Against mistakes of our own only: whoever can write to the file can drop a trigger. The chain is what tells.
  for (const change of ['update', 'delete']) {
    await sql
      .raw(
        `create trigger audit_event_no_${change} before ${change} on audit_event ` +
          `begin select raise(abort, 'audit_event is append-only'); end`,
      )
      .execute(db);
  }
}
