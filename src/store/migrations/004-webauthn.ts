import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webauthn_challenge')
    .addColumn('challenge', 'text', (column) => column.primaryKey())
    .addColumn('binding', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('webauthn_challenge_expiry').on('webauthn_challenge').column('expires_at').execute();
}
