import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Web hooks whose answer nobody waits for, until they are delivered.
  await db.schema
    .createTable('hook_delivery')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('hook', 'varchar(128)', (column) => column.notNull())
    // The body, encrypted: it may hold traits and payloads.
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('hook_delivery_due').on('hook_delivery').column('next_at').execute();
}
