import type { Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('identity').addColumn('external_id', 'text').execute();
  await db.schema.createIndex('identity_external_id').unique().on('identity').column('external_id').execute();
  // Lists go by creation.
  await db.schema.createIndex('identity_created').on('identity').columns(['created_at', 'id']).execute();

  await db.schema.alterTable('identity_address').addColumn('sent_at', 'bigint').execute();

  await db.schema
    .createTable('credential_identifier')
    .addColumn('type', 'varchar(16)', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('identity_id', 'text', (column) => column.notNull().references('identity.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('credential_identifier_value', ['type', 'value'])
    .execute();
  await db.schema
    .createIndex('credential_identifier_identity')
    .on('credential_identifier')
    .column('identity_id')
    .execute();
  // Until now there was one schema, in which the e-mail address is what a security key signs in with.
  await db
    .insertInto('credential_identifier')
    .columns(['type', 'value', 'identity_id'])
    .expression((eb) =>
      eb
        .selectFrom('identity_address')
        .select(({ val }) => [val('webauthn').as('type'), 'value', 'identity_id'])
        .where('via', '=', 'email'),
    )
    .execute();
}
