import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import { OperatorError } from '../kernel/errors.ts';
import { migrations } from './migrations/migrations.ts';
import type { Tables } from './store.ts';

/**
 * Throws OperatorError for a database that a later STING has written to: its rows may mean what this one does not know.
 * `exactly` also refuses one that an earlier STING left behind, for somebody who may not bring it up to date.
 */
export async function checkVersion(db: Kysely<Tables>, wanted: 'at most' | 'exactly'): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const migrated = tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE);
  const { rows } = migrated
    ? await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db)
    : { rows: [] };
  const known = Object.keys(migrations);
  if (rows.some(({ name }) => !known.includes(name))) {
    throw new OperatorError('The database was written by a newer version of STING: start that version again.');
  }
  if (wanted === 'exactly' && rows.length < known.length) {
    throw new OperatorError(
      'The database was not made by this version of STING: run “sting init” once to bring it up to date.',
    );
  }
}
