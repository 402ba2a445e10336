import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';
import { assertRefused, type Ended, serve, sting } from '../support/command.ts';
import { register, signIn } from '../support/people.ts';
import { temporaryFolder } from '../support/temporary.ts';

const verify = (data: string, ...args: string[]) => sting('audit', 'verify', '--data', data, ...args);

const template = await temporaryFolder({ after });

/** A folder in which a server has run, and somebody has registered; it is stopped. */
async function used(t: TestContext): Promise<string> {
  const data = await temporaryFolder(t);
  cpSync(template, data, { recursive: true });
  return data;
}

function change(data: string, sql: string): void {
  const database = new DatabaseSync(join(data, 'sting.db'));
  database.exec(sql);
  database.close();
}

function assertBroken({ code, stdout, stderr }: Ended, row: number, problem: RegExp): void {
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`^row ${row}: `));
  assert.match(stdout, problem);
  const fit = `${row - 1} event${row === 2 ? '' : 's'} before it fit.`;
  assert.equal(stderr, `The audit chain is broken at row ${row}; ${fit}\n`);
}

describe('sting audit verify', { concurrency: 4 }, () => {
  before(async () => {
    const server = await serve({ after: () => {} }, { data: template });
    await register(server, 'alice', { setup: server.setup! });
    await server.stop();
  });

  it('says that an intact chain is intact, as text and as JSON', async (t) => {
    const data = await used(t);
    const text = await verify(data);
    assert.deepEqual({ ...text, stdout: '' }, { code: 0, stdout: '', stderr: '' });
    const events = Number(/^The audit chain is intact: (\d+) events\.\n$/.exec(text.stdout)?.[1]);
    assert.ok(events >= 5);
    const json = await verify(data, '--json');
    const { head, ...rest } = JSON.parse(json.stdout);
    assert.deepEqual([json.code, rest], [0, { intact: true, events, checked: events }]);
    assert.match(head, /^[\w-]{43}$/);

    rmSync(join(data, 'audit-checkpoints.jsonl'));
    const unvouched = await verify(data);
    assert.equal(unvouched.code, 0);
    assert.match(unvouched.stdout, /No checkpoint stands beside the database/);
  });

  const tampered: Record<string, [sql: string, row: number, problem: RegExp]> = {
    changed: ["update audit_event set ip = '192.0.2.66' where sequence = 3", 3, /Event 3 was changed/],
    removed: ['delete from audit_event where sequence = 2', 2, /Event 2 is missing/],
    exchanged: [
      'update audit_event set sequence = -1 where sequence = 2; update audit_event set sequence = 2 where sequence = 3; update audit_event set sequence = 3 where sequence = -1',
      2,
      /Event 2 was changed/,
    ],
  };
  for (const [name, [sql, row, problem]] of Object.entries(tampered)) {
    it(`names a row that was ${name}`, async (t) => {
      const data = await used(t);
      change(data, sql);
      assertBroken(await verify(data), row, problem);
      const json = await verify(data, '--json');
      const result = JSON.parse(json.stdout);
      assert.deepEqual([json.code, json.stderr, result.intact, result.sequence], [1, '', false, row]);
    });
  }

  it('misses a tail that was cut off: the checkpoint has seen it', async (t) => {
    const data = await used(t);
    const { sequence } = JSON.parse(
      readFileSync(join(data, 'audit-checkpoints.jsonl'), 'utf8').trim().split('\n').at(-1)!,
    );
    change(data, `delete from audit_event where sequence > ${sequence - 2}`);
    assertBroken(await verify(data), sequence - 1, /saw the chain up to event \d+/);
  });

  it('says when the checkpoint file cannot be read', async (t) => {
    const data = await used(t);
    writeFileSync(join(data, 'audit-checkpoints.jsonl'), 'scribble\n');
    assertRefused(await verify(data), /audit-checkpoints\.jsonl, line 1: not a checkpoint/);
  });

  it('says when the database is damaged', async (t) => {
    const data = await used(t);
    writeFileSync(join(data, 'sting.db'), 'garbage '.repeat(1000));
    assertRefused(await verify(data), /sting\.db is not a database of STING, or damaged/);
  });

  it('looks at a running server and leaves no trace', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    const alice = await register(server, 'alice', { setup: server.setup! });
    const events = async () => JSON.parse((await verify(data, '--json')).stdout).events;
    const before = await events();
    assert.equal(await events(), before, 'no event of its own');
    assert.ok(!existsSync(join(data, 'audit-checkpoints.jsonl')), 'no checkpoint of its own');
    assert.equal((await signIn(server, alice)).status, 200);
    assert.ok((await events()) > before);
    await server.stop();
    assert.equal((await verify(data)).code, 0);
  });

  it('brings nothing into a folder that is empty or not there', async (t) => {
    const empty = await temporaryFolder(t);
    const sentence = /^There is no installation in the data folder .*: “sting init” makes one\.$/m;
    assertRefused(await verify(empty), sentence);
    assert.deepEqual(readdirSync(empty), []);
    assertRefused(await verify(join(empty, 'none')), sentence);
    assert.deepEqual(readdirSync(empty), []);
  });

  it('does not bring a database of an earlier version up to date', async (t) => {
    const data = await used(t);
    change(data, 'delete from kysely_migration where name = (select max(name) from kysely_migration)');
    assertRefused(await verify(data), /^The database was not made by this version of STING: run “sting init” once/m);
  });
});
