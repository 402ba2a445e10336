import { type Kysely, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('jar_grant')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('jar_id', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('principal', 'text')
    .addColumn('relation', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('jar_grant_subject', ['jar_id', 'subject'])
    .execute();
  await db.schema.createIndex('jar_grant_by_subject').on('jar_grant').column('subject').execute();

  await db.schema
    .createTable('acl')
    .addColumn('resource', 'text', (c) => c.notNull())
    .addColumn('principal', 'text', (c) => c.notNull())
    .addColumn('grant_id', 'text', (c) => c.notNull())
    .addColumn('strength', 'integer', (c) => c.notNull())
    .addColumn('sensitivity', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('acl_primary', ['resource', 'principal', 'grant_id'])
    .execute();
  // It covers the listing query, so that a page never touches the table.
  await db.schema
    .createIndex('acl_newest')
    .on('acl')
    .columns(['principal', 'created_at', 'resource', 'strength', 'sensitivity', 'expires_at'])
    .execute();

  await db.schema
    .createTable('role_assignment')
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('assigned_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('role_assignment_primary', ['identity_id', 'role'])
    .execute();
  await db.schema.createIndex('role_assignment_by_role').on('role_assignment').column('role').execute();

  await db.schema
    .createTable('team')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('team_member')
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('team_id', 'text', (c) => c.notNull().references('team.id').onDelete('cascade'))
    .addColumn('joined_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('team_member_primary', ['identity_id', 'team_id'])
    .execute();
  await db.schema.createIndex('team_member_by_team').on('team_member').column('team_id').execute();

  await db.schema
    .createTable('authz_revision')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .execute();
  await db.insertInto('authz_revision').values({ id: 1, revision: 0 }).execute();
}
