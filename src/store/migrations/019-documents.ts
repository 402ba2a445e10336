import { type Kysely, SqliteAdapter, sql } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration outlives the table types of today
export async function up(db: Kysely<any>): Promise<void> {
  // A label of its own, null where that of the jar is enough; and what was decided about an upload that had to wait.
  for (const [name, type] of [
    ['sensitivity', 'text'],
    ['decided_by', 'text'],
    ['decided_at', 'bigint'],
    ['decision_reason', 'text'],
  ] as const) {
    await db.schema.alterTable('document').addColumn(name, type).execute();
  }
  await db.schema.createIndex('document_label').on('document').columns(['jar_id', 'sensitivity', 'state']).execute();

  // The offer of a jar to somebody else: one of each jar.
  await db.schema
    .createTable('jar_transfer')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('jar_id', 'text', (column) => column.notNull().unique())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('offered_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('jar_transfer_recipient').on('jar_transfer').column('recipient').execute();

  await searchText(db);
  if (db.getExecutor().adapter instanceof SqliteAdapter) await sqliteIndex(db);
  await fill(db);
}

/** What can be searched for, one row for each jar and each document that is ready. Any database can hold it. */
// biome-ignore lint/suspicious/noExplicitAny: see above
async function searchText(db: Kysely<any>): Promise<void> {
  const sqlite = db.getExecutor().adapter instanceof SqliteAdapter;
  await db.schema
    .createTable('search_text')
    .addColumn('number', sqlite ? 'integer' : 'bigserial', (column) =>
      sqlite ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    // Of the document, or of the jar itself.
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('jar_id', 'text', (column) => column.notNull())
    // The jar as one word of the index.
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    // 0 while the text has not been read out of the document.
    .addColumn('complete', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('search_text_of_jar').on('search_text').column('jar_id').execute();
  await db.schema
    .createIndex('search_text_incomplete')
    .on('search_text')
    .column('number')
    .where(sql.ref('complete'), '=', sql.lit(0))
    .execute();
}

/** FTS5 over that table, kept in step by triggers, so that no transaction can write one without the other. */
// biome-ignore lint/suspicious/noExplicitAny: see above
async function sqliteIndex(db: Kysely<any>): Promise<void> {
  await sql`create virtual table search_index using fts5(
    scope, name, text, content='search_text', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
  )`.execute(db);
  const forget = sql`insert into search_index(search_index, rowid, scope, name, text)
    values ('delete', old.number, old.scope, old.name, old.text);`;
  const learn = sql`insert into search_index(rowid, scope, name, text)
    values (new.number, new.scope, new.name, new.text);`;
  await sql`create trigger search_text_insert after insert on search_text begin ${learn} end`.execute(db);
  await sql`create trigger search_text_delete after delete on search_text begin ${forget} end`.execute(db);
  await sql`create trigger search_text_update after update on search_text begin ${forget} ${learn} end`.execute(db);
}

/** What was there before: the names at once, the texts by the upkeep. */
// biome-ignore lint/suspicious/noExplicitAny: see above
async function fill(db: Kysely<any>): Promise<void> {
  await sql`insert into search_text (id, jar_id, scope, name, text, complete)
    select id, id, 'j' || replace(id, '-', ''), name, description || ' ' || tags, 1
    from jar order by created_at`.execute(db);
  await sql`insert into search_text (id, jar_id, scope, name, text, complete)
    select id, jar_id, 'j' || replace(jar_id, '-', ''), name, '', 0
    from document where state = 'ready' order by created_at`.execute(db);
}
