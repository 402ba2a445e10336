import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A change that waits for a fresh proof; its key is in the continuity cookie.
  await db.schema
    .createTable('continuity')
    .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('identity_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('flow_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('continuity_expiry').on('continuity').column('expires_at').execute();
  // For what waits in the flows of one person. Most flows are nobody's.
  await db.schema
    .createIndex('flow_identity')
    .on('flow')
    .column('identity_id')
    .where('identity_id', 'is not', null)
    .execute();
}
