import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { temporaryFolder, temporaryStore } from '../../test/support/temporary.ts';
import { OperatorError } from '../kernel/errors.ts';
import { openStore, unusable } from './store.ts';

const refusal = (sentence: RegExp) => (error: Error) => {
  assert.ok(error instanceof OperatorError);
  assert.match(error.message, sentence);
  return true;
};

test('a store that is read only sees what others write, and writes nothing', async (t) => {
  const { store, file } = await temporaryStore(t);
  const reader = await openStore(file, { readOnly: true });
  const setup = { hash: 'h', identity_id: null, expires_at: 1 } as never;
  const count = async () =>
    (
      await reader.read
        .selectFrom('setup_token' as never)
        .selectAll()
        .execute()
    ).length;
  assert.equal(await count(), 0);
  await store.write(async (tx) => {
    await tx
      .insertInto('setup_token' as never)
      .values(setup)
      .execute();
  });
  assert.equal(await count(), 1);
  assert.throws(() => reader.write(async () => {}), /read only/);
  await assert.rejects(
    reader.read
      .insertInto('setup_token' as never)
      .values(setup)
      .execute(),
    (error: Error) => {
      assert.match(unusable(error)!, /may not be written/);
      return true;
    },
  );
  await reader.close();
  assert.equal(await store.write(async () => 7), 7);
});

test('a store that is read only is not made', async (t) => {
  const file = join(await temporaryFolder(t), 'sting.db');
  await assert.rejects(openStore(file, { readOnly: true }), refusal(/cannot be opened/));
  assert.ok(!existsSync(file));
});

test('a database of another version is refused before anything is changed', async (t) => {
  const { store, file } = await temporaryStore(t);
  const alter = (sql: string) => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  alter("insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01')");
  for (const readOnly of [false, true]) {
    await assert.rejects(openStore(file, { readOnly }), refusal(/written by a newer version of STING/));
  }
  alter("delete from kysely_migration where name = '999-later'");
  await (await openStore(file, { readOnly: true })).close();

  alter('delete from kysely_migration where name = (select max(name) from kysely_migration)');
  await assert.rejects(
    openStore(file, { readOnly: true }),
    refusal(/not made by this version of STING: run “sting init”/),
  );
  alter('drop table kysely_migration');
  await assert.rejects(openStore(file, { readOnly: true }), refusal(/not made by this version/));
  assert.equal(await store.write(async () => 1), 1);
});

test('a file that is no database stays as it is', async (t) => {
  const file = join(await temporaryFolder(t), 'sting.db');
  const text = 'dear diary, '.repeat(1000);
  writeFileSync(file, text);
  for (const readOnly of [false, true]) {
    await assert.rejects(openStore(file, { readOnly }), refusal(/sting\.db is not a database of STING, or damaged/));
  }
  assert.equal(readFileSync(file, 'utf8'), text);
});

test('only errors of the database are its own', () => {
  assert.equal(unusable(new Error('another')), null);
  assert.equal(unusable(Object.assign(new Error(), { errcode: 19 })), null);
  // SQLITE_IOERR_FSYNC: the primary code is the low byte.
  assert.match(unusable(Object.assign(new Error(), { errcode: 1034 }))!, /look at the disk/);
});
