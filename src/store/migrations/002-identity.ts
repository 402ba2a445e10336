import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('schema_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_changed_at', 'bigint', (column) => column.notNull())
    .addColumn('traits', 'text', (column) => column.notNull())
    .addColumn('metadata_public', 'text')
    .addColumn('metadata_admin', 'text')
    .addColumn('user_handle', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('identity_address')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identity_id', 'text', (column) => column.notNull().references('identity.id').onDelete('cascade'))
    .addColumn('via', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('verifiable', 'integer', (column) => column.notNull())
    .addColumn('recovery', 'integer', (column) => column.notNull())
    .addColumn('verified_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('identity_address_value', ['via', 'value'])
    .execute();
  await db.schema.createIndex('identity_address_identity').on('identity_address').column('identity_id').execute();

  await db.schema
    .createTable('credential')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identity_id', 'text', (column) => column.notNull().references('identity.id').onDelete('cascade'))
    .addColumn('type', 'text', (column) => column.notNull())
    // Unique among those that have one: neither SQLite nor PostgreSQL takes two nulls for equal.
    .addColumn('identifier', 'text', (column) => column.unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('last_used_ip', 'text')
    .execute();
  await db.schema.createIndex('credential_identity').on('credential').column('identity_id').execute();
}
