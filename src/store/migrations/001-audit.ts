import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_event')
    // Unique, so the chain cannot fork. `integer` and not `bigint`: only so is it SQLite's own row key.
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
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  for (const column of ['actor', 'type', 'resource']) {
    await db.schema.createIndex(`audit_event_${column}`).on('audit_event').columns([column, 'sequence']).execute();
  }
}
