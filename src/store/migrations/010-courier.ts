import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('courier_message')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('channel', 'varchar(8)', (column) => column.notNull())
    .addColumn('template', 'varchar(64)', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('identity_id', 'varchar(36)')
    // What may be shown of it: with a mark in place of every code and link.
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    // The rendered message, encrypted: it holds codes and links. Emptied once nobody sends it any more.
    .addColumn('sealed', 'text')
    .addColumn('status', 'varchar(16)', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('courier_message_due').on('courier_message').columns(['status', 'next_at']).execute();
  await db.schema.createIndex('courier_message_created').on('courier_message').column('created_at').execute();
  await db.schema
    .createTable('courier_dispatch')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('message_id', 'varchar(36)', (column) =>
      column.notNull().references('courier_message.id').onDelete('cascade'),
    )
    .addColumn('status', 'varchar(16)', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('courier_dispatch_message').on('courier_dispatch').column('message_id').execute();
}
