import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('flow')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(16)', (column) => column.notNull())
    .addColumn('client', 'varchar(8)', (column) => column.notNull())
    .addColumn('state', 'varchar(32)', (column) => column.notNull())
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('request_url', 'text', (column) => column.notNull())
    .addColumn('return_to', 'text')
    .addColumn('csrf', 'varchar(64)')
    .addColumn('identity_id', 'varchar(36)')
    .addColumn('session_id', 'varchar(36)')
    .addColumn('active', 'varchar(32)')
    .addColumn('completed', 'smallint', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('flow_expiry').on('flow').column('expires_at').execute();
  await db.schema
    .createTable('setup_token')
    .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('identity_id', 'varchar(36)')
    .addColumn('expires_at', 'bigint')
    .execute();
}
