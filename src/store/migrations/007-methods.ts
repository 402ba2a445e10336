import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('backup_code')
    .addColumn('identity_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('salt', 'varchar(32)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addPrimaryKeyConstraint('backup_code_key', ['identity_id', 'hash'])
    .execute();
  await db.schema
    .createTable('attempt')
    .addColumn('identity_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('factor', 'varchar(32)', (column) => column.notNull())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('attempt_key', ['identity_id', 'factor'])
    .execute();
}
