import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  // Whoever manages a team says who is in it.
  await db.schema
    .alterTable('team_member')
    .addColumn('manager', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();

  // Two teams whose names differ in case alone would be taken for each other.
  await db.schema.alterTable('team').addColumn('name_key', 'text').execute();
  await db
    .updateTable('team')
    .set({
      name_key: sql`case when exists (select 1 from team as other where lower(other.name) = lower(team.name) and other.id < team.id)
        then lower(team.name) || ' ' || team.id else lower(team.name) end`,
    })
    .execute();
  await db.schema.createIndex('team_name_key').on('team').column('name_key').unique().execute();

  await db.schema
    .createTable('invitation')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('token', 'text', (c) => c.notNull().unique())
    .addColumn('roles', 'text', (c) => c.notNull())
    .addColumn('teams', 'text', (c) => c.notNull())
    .addColumn('invited_by', 'text', (c) => c.notNull())
    .addColumn('mailed', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('invitation_newest').on('invitation').columns(['created_at', 'id']).execute();
}
