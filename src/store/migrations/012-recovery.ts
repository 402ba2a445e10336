import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Set: the session came from recovery and opens nothing until a second proof has been given.
  await db.schema
    .alterTable('session')
    .addColumn('limited', 'smallint', (column) => column.notNull().defaultTo(0))
    .execute();
  // For the operator's list of all sessions, newest first.
  await db.schema.createIndex('session_issued').on('session').columns(['issued_at', 'id']).execute();
  // Until when an account that was recovered without a second proof takes no new credentials.
  await db.schema
    .createTable('recovery_hold')
    .addColumn('identity_id', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
  // One-time links in notices: "this wasn't me", and taking an address change back.
  await db.schema
    .createTable('notice_link')
    .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('identity_id', 'varchar(36)', (column) => column.notNull())
    .addColumn('kind', 'varchar(32)', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('notice_link_identity').on('notice_link').column('identity_id').execute();
  await db.schema.createIndex('notice_link_expiry').on('notice_link').column('expires_at').execute();
}
