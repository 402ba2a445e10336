import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  // Null where nobody gave the role: set-up did, or it was not written down yet.
  await db.schema.alterTable('role_assignment').addColumn('assigned_by', 'text').execute();

  // Who may go on for a while without the key that a role asks for, and who decided that.
  await db.schema
    .createTable('enrolment_exception')
    .addColumn('identity_id', 'text', (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .addColumn('approved_by', 'text', (column) => column.notNull())
    .addColumn('approved_at', 'bigint', (column) => column.notNull())
    .execute();
}
