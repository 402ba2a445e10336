import assert from 'node:assert/strict';
import { it } from 'node:test';
import { temporaryStore } from '../../test/support/temporary.ts';
import { prepared } from './prepared.ts';
import type { Reader } from './store.ts';

interface Migration {
  name: string;
}

const named = (db: Reader, name: string) =>
  db
    .selectFrom('kysely_migration' as never)
    .select('name' as never)
    .where('name' as never, '=', name as never);

it('a prepared query is built once and bound to new values at each use', async (t) => {
  const { store } = await temporaryStore(t);
  let built = 0;
  const find = prepared<Migration, [name: string]>((db, name) => {
    built++;
    return named(db, name) as never;
  });
  for (const name of ['001-audit', '002-identity', '001-audit']) {
    assert.deepEqual(
      (await find(store.read, name)).map((row) => row.name),
      [name],
    );
  }
  assert.deepEqual(await find(store.read, 'none'), []);
  assert.equal(built, 1);
});

it('a prepared query with a parameter of its own is refused: it would be bound to a wrong value', async (t) => {
  const { store } = await temporaryStore(t);
  const find = prepared<Migration, [name: string]>((db, name) => named(db, name).limit(1) as never);
  await assert.rejects(find(store.read, '001-audit'), TypeError);
});
