import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What the rules of signing in asked for beyond the first proof; the session opens nothing before that is proven.
  await db.schema.alterTable('session').addColumn('needs', 'text').execute();

  // How many of the failed attempts are of the last hour.
  await db.schema.alterTable('attempt').addColumn('hour_failures', 'integer').execute();
  await db.schema.alterTable('attempt').addColumn('hour_began_at', 'bigint').execute();

  await db.schema
    .createTable('sign_in')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('session_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('evidence', 'text', (c) => c.notNull())
    .addColumn('ip', 'text', (c) => c.notNull())
    .addColumn('network', 'text', (c) => c.notNull())
    .addColumn('country', 'text')
    .addColumn('user_agent', 'text', (c) => c.notNull())
    .addColumn('language', 'text')
    .addColumn('signals', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('told', 'smallint', (c) => c.notNull())
    .addColumn('completed', 'smallint', (c) => c.notNull())
    .addColumn('policies', 'text', (c) => c.notNull())
    .execute();
  // Where a person was before, and the newest of everybody.
  await db.schema.createIndex('sign_in_identity').on('sign_in').columns(['identity_id', 'completed', 'at']).execute();
  await db.schema.createIndex('sign_in_time').on('sign_in').columns(['at', 'id']).execute();
  await db.schema.createIndex('sign_in_session').on('sign_in').column('session_id').execute();

  await db.schema
    .createTable('known_device')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identity_id', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('known_device_hash', ['identity_id', 'hash'])
    .execute();
}
