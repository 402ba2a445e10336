import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('person_attribute')
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('set_by', 'text')
    .addColumn('set_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('person_attribute_primary', ['identity_id', 'name'])
    .execute();

  // Every version that ever was; the newest one of an id holds.
  await db.schema
    .createTable('policy')
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('policy_primary', ['id', 'version'])
    .execute();

  await db.schema
    .createTable('policy_revision')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .execute();
  await db.insertInto('policy_revision').values({ id: 1, revision: 0 }).execute();
}
