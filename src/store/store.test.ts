import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { temporaryFolder, temporaryStore } from '../../test/support/temporary.ts';
import { migrations } from './migrations/migrations.ts';
import { isUniqueViolation, openStore, type Tables } from './store.ts';

declare module './store.ts' {
  interface Tables {
    /** Of these tests alone. */
    note: { id: number; text: string | null; done: number };
  }
}

async function notes(t: TestContext) {
  const { store, file } = await temporaryStore(t);
  await store.write((tx) =>
    tx.schema
      .createTable('note')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('text', 'text', (column) => column.unique())
      .addColumn('done', 'integer', (column) => column.notNull())
      .execute(),
  );
  const add = (note: Tables['note']) => store.write((tx) => tx.insertInto('note').values(note).execute());
  const ids = async () =>
    (await store.read.selectFrom('note').select('id').orderBy('id').execute()).map(({ id }) => id);
  return { store, file, add, ids };
}

const note = (id: number) => ({ id, text: `note ${id}`, done: 0 });

describe('store', () => {
  it('keeps what a transaction wrote', async (t) => {
    const { store, ids } = await notes(t);
    const answer = await store.write(async (tx) => {
      await tx.insertInto('note').values(note(1)).execute();
      assert.deepEqual(await ids(), [], 'nobody sees what is not committed');
      assert.equal((await tx.selectFrom('note').selectAll().execute()).length, 1, 'but the transaction does');
      return 'done';
    });
    assert.equal(answer, 'done');
    assert.deepEqual(await ids(), [1]);
  });

  it('keeps nothing of a transaction that throws, and works on', async (t) => {
    const { store, add, ids } = await notes(t);
    const failed = store.write(async (tx) => {
      await tx.insertInto('note').values(note(1)).execute();
      throw new Error('changed my mind');
    });
    await assert.rejects(failed, { message: 'changed my mind' });
    await add(note(2));
    assert.deepEqual(await ids(), [2]);
  });

  it('runs transactions one after the other', async (t) => {
    const { store, add, ids } = await notes(t);
    await add({ id: 0, text: '0', done: 0 });
    const increment = () =>
      store.write(async (tx) => {
        const { done } = await tx.selectFrom('note').select('done').where('id', '=', 0).executeTakeFirstOrThrow();
        await tx
          .updateTable('note')
          .set({ done: done + 1 })
          .where('id', '=', 0)
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    const { done } = await store.read.selectFrom('note').select('done').executeTakeFirstOrThrow();
    assert.equal(done, 20);
    assert.deepEqual(await ids(), [0]);
  });

  it('cannot be written to past the transaction', async (t) => {
    const { store } = await notes(t);
    await assert.rejects(store.read.insertInto('note').values(note(1)).execute(), /readonly/);
  });

  it('knows a unique violation from another error', async (t) => {
    const { store, add } = await notes(t);
    await add(note(1));
    await assert.rejects(add(note(1)), isUniqueViolation, 'primary key');
    await assert.rejects(add({ ...note(2), text: 'note 1' }), isUniqueViolation, 'unique column');
    const missing = add({ id: 3, text: null, done: null as unknown as number });
    await assert.rejects(missing, (error) => !isUniqueViolation(error));
    const nonsense = store.write((tx) => sql`select nonsense`.execute(tx));
    await assert.rejects(nonsense, (error) => !isUniqueViolation(error));
    assert.equal(isUniqueViolation({ code: '23505' }), true, 'as PostgreSQL says it');
  });

  it('answers rows, counts and returned rows', async (t) => {
    const { store, add } = await notes(t);
    for (const id of [1, 2, 3]) await add(note(id));
    const changed = await store.write((tx) =>
      tx.updateTable('note').set({ done: 1 }).where('id', '>', 1).executeTakeFirst(),
    );
    assert.equal(changed.numUpdatedRows, 2n);
    const taken = await store.write((tx) => tx.deleteFrom('note').where('done', '=', 1).returning('id').execute());
    assert.deepEqual(
      taken.map(({ id }) => id),
      [2, 3],
    );
    const streamed: number[] = [];
    for await (const { id } of store.read.selectFrom('note').select('id').stream()) streamed.push(id);
    assert.deepEqual(streamed, [1]);
  });

  it('outlives more different queries than it keeps prepared', async (t) => {
    const { store, add } = await notes(t);
    await add(note(1));
    for (let limit = 1; limit <= 600; limit++) {
      const query = sql<{ id: number }>`select id from note limit ${sql.lit(limit)}`;
      assert.deepEqual(
        (await query.execute(store.read)).rows.map(({ id }) => id),
        [1],
      );
    }
  });

  it('reads what was committed a moment ago, here and by another process', async (t) => {
    const { file, add, ids } = await notes(t);
    assert.deepEqual(await ids(), []);
    await add(note(1));
    // No turn of the event loop lies between: the snapshot of the first read must not answer this one.
    assert.deepEqual(await ids(), [1]);
    const other = await openStore(file);
    await other.write((tx) => tx.insertInto('note').values(note(2)).execute());
    await other.close();
    await nextTurn();
    assert.deepEqual(await ids(), [1, 2]);
  });

  it('opens what another process left, with everything that was committed', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.db');
    const first = await openStore(file);
    await first.write((tx) => sql`create table note (id integer primary key, text text, done integer)`.execute(tx));
    await first.write((tx) => tx.insertInto('note').values(note(1)).execute());
    assert.equal((await first.read.selectFrom('note').selectAll().execute()).length, 1);
    await first.close();
    assert.deepEqual(await readdir(folder), ['sting.db'], 'closing leaves one file');
    const second = await openStore(file);
    assert.equal((await second.read.selectFrom('note').selectAll().execute()).length, 1);
    await second.close();
  });
});

describe('migrations', () => {
  it('are named and in numeric order', () => {
    const names = Object.keys(migrations);
    assert.deepEqual(names, names.toSorted());
    for (const name of names) assert.match(name, /^\d{3}-[a-z-]+$/);
  });

  it('have each a file, and each file is one', async () => {
    const files = await readdir(new URL('./migrations/', import.meta.url));
    const numbered = files.filter((file) => /^\d/.test(file)).map((file) => file.replace('.ts', ''));
    assert.deepEqual(numbered.sort(), Object.keys(migrations));
  });

  it('run once', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.db');
    for (let start = 0; start < 2; start++) {
      const store = await openStore(file);
      const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(store.read);
      assert.deepEqual(
        rows.map(({ name }) => name),
        Object.keys(migrations),
      );
      await store.close();
    }
  });
});
