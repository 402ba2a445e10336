import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('identity_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    // The beginning of the key, by which its owner knows it.
    .addColumn('prefix', 'varchar(16)', (column) => column.notNull())
    .addColumn('hash', 'varchar(43)', (column) => column.notNull().unique())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    // The key that a rotation made in place of this one.
    .addColumn('replaced_by', 'varchar(36)')
    // How many days before its end the last reminder was sent.
    .addColumn('reminded_days', 'integer')
    .execute();
  await db.schema.createIndex('api_key_identity').on('api_key').column('identity_id').execute();
  await db.schema.createIndex('api_key_expiry').on('api_key').column('expires_at').execute();
}
