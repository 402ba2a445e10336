import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('break_glass_code')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('salt', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();

  await db.schema
    .createTable('break_glass_opening')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('ends_at', 'bigint', (c) => c.notNull())
    .addColumn('reviewed_at', 'bigint')
    .addColumn('reviewed_by', 'text')
    .addColumn('note', 'text')
    .execute();
  // Asked at every request that the rules decide.
  await db.schema
    .createIndex('break_glass_opening_session')
    .on('break_glass_opening')
    .columns(['session_id', 'ends_at'])
    .execute();

  await db.schema
    .createTable('break_glass_jar')
    .addColumn('opening_id', 'text', (c) => c.notNull())
    .addColumn('jar_id', 'text', (c) => c.notNull())
    .addColumn('read_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('break_glass_jar_primary', ['opening_id', 'jar_id'])
    .execute();
}
