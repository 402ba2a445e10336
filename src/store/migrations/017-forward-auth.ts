import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The tokens by which applications behind a proxy know a session, and what had been proven when each was made.
  await db.schema
    .createTable('forward_token')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) => column.notNull().references('session.id').onDelete('cascade'))
    .addColumn('evidence', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('forward_token_session').on('forward_token').column('session_id').execute();
}
