import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identity_id', 'text', (column) => column.notNull().references('identity.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('previous_token_hash', 'text', (column) => column.unique())
    .addColumn('previous_until', 'bigint')
    .addColumn('previous_evidence', 'text')
    .addColumn('issued_at', 'bigint', (column) => column.notNull())
    .addColumn('authenticated_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('devices', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('session_identity').on('session').column('identity_id').execute();
  // For the sweep of sessions that ended long ago.
  await db.schema.createIndex('session_expiry').on('session').column('expires_at').execute();
}
