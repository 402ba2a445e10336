import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('identity').addColumn('external_id', 'text').execute();
  await db.schema.createIndex('identity_external_id').unique().on('identity').column('external_id').execute();
  // Lists go by creation.
  await db.schema.createIndex('identity_created').on('identity').columns(['created_at', 'id']).execute();
}
