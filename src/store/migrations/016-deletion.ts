import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Accounts that their owners gave up, and when each is to be gone.
  await db.schema
    .createTable('identity_deletion')
    .addColumn('identity_id', 'text', (column) => column.primaryKey().references('identity.id').onDelete('cascade'))
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('identity_deletion_due').on('identity_deletion').column('due_at').execute();
}
