import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('one_time_code')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('flow_id', 'varchar(36)', (column) => column.notNull())
    // Null: the address is nobody's. The row is kept so that both look alike to whoever asks.
    .addColumn('identity_id', 'varchar(36)')
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('via', 'varchar(8)', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('one_time_code_flow').on('one_time_code').column('flow_id').execute();
  await db.schema.createIndex('one_time_code_expiry').on('one_time_code').column('expires_at').execute();
  await db.schema.createIndex('one_time_code_identity').on('one_time_code').column('identity_id').execute();
  // Who a code was sent to, or who asked for one, for the limits on sending.
  await db.schema
    .createTable('code_sent')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('code_sent_subject').on('code_sent').columns(['subject', 'at']).execute();
  await db.schema.createIndex('code_sent_at').on('code_sent').column('at').execute();
}
