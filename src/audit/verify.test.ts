import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { movingClock, seededRandom, temporaryStore } from '../../test/support/temporary.ts';
import { localOrigin } from '../kernel/request.ts';
import { createAudit } from './audit.ts';
import { genesis, hashOf } from './chain.ts';
import type { Row } from './store.ts';

/** What mallory, who can write to the database file, does to it. */
type Tampering = (database: DatabaseSync) => void;

const run =
  (...statements: string[]): Tampering =>
  (database) => {
    for (const statement of statements) database.exec(statement);
  };

const rows = (database: DatabaseSync) =>
  database.prepare('select * from audit_event order by sequence').all() as unknown as Row[];

/** Writes the whole chain anew so that it is consistent in itself. */
function rechain(database: DatabaseSync, from: number): void {
  let previous_hash = rows(database).find(({ sequence }) => sequence === from - 1)?.hash ?? genesis;
  const relinked = rows(database).map((row) => {
    if (row.sequence < from) return row;
    const linked = { ...row, previous_hash };
    previous_hash = hashOf(linked);
    return { ...linked, hash: previous_hash };
  });
  database.exec('delete from audit_event');
  for (const row of relinked) {
    const columns = Object.keys(row);
    database
      .prepare(`insert into audit_event (${columns.join()}) values (${columns.map(() => '?').join()})`)
      .run(...(Object.values(row) as (string | number | null)[]));
  }
}

/** Ten events, a checkpoint after the first five (and after all ten if wanted), then mallory. */
async function tampered(t: TestContext, tamper: Tampering, { checkpointAtTen = false } = {}) {
  const { store, folder, file } = await temporaryStore(t);
  const checkpointFile = join(folder, 'checkpoints.jsonl');
  const clock = movingClock();
  const audit = createAudit({ store, clock, random: seededRandom(), node: 'hive-1', checkpointFile });
  const five = (first: number) =>
    store.write(async (tx) => {
      for (let index = first; index < first + 5; index++) {
        clock.advance({ seconds: 1 });
        await audit.append(tx, { type: 'login.succeeded', outcome: 'success', actor: `person-${index}` }, localOrigin);
      }
    });
  await five(1);
  await audit.checkpoint();
  await five(6);
  if (checkpointAtTen) await audit.checkpoint();
  assert.equal((await audit.verify()).intact, true);
  // Reads of one turn of the event loop share what they see.
  await setImmediate();
  const database = new DatabaseSync(file);
  tamper(database);
  database.close();
  return { verification: await audit.verify(), audit, store, checkpointFile };
}

const columns = [
  'id',
  'time',
  'type',
  'outcome',
  'actor',
  'session',
  'operation',
  'resource',
  'reason',
  'assurance',
  'methods',
  'details',
  'request_id',
  'ip',
  'user_agent',
  'previous_hash',
  'hash',
];

const cases: { name: string; tamper: Tampering; checkpointAtTen?: boolean; sequence: number; problem: RegExp }[] = [
  ...columns.map((column) => ({
    name: `column ${column} of event 4 altered`,
    tamper: run(`update audit_event set ${column} = '7' where sequence = 4`),
    sequence: 4,
    problem: /^Event 4 was changed/,
  })),
  {
    name: 'event 7 altered and its own hash recomputed',
    tamper: (database) => {
      run("update audit_event set actor = 'trent' where sequence = 7")(database);
      const row = rows(database)[6]!;
      database.prepare('update audit_event set hash = ? where sequence = 7').run(hashOf(row));
    },
    sequence: 8,
    problem: /^Event 8 was written after another event 7/,
  },
  ...['9007199254740993', '9e999', "'noon'", "x'00'"].map((time) => ({
    name: `the time of event 4 set to ${time}`,
    tamper: run(`update audit_event set time = ${time} where sequence = 4`),
    sequence: 4,
    problem: /^Event 4 was changed/,
  })),
  {
    name: 'event 4 moved out of reach',
    tamper: run('update audit_event set sequence = 1152921504606846976 where sequence = 4'),
    sequence: 4,
    problem: /^Event 4 is missing; the next one there is event 5/,
  },
  {
    name: 'event 10 moved out of reach',
    tamper: run('update audit_event set sequence = 1152921504606846976 where sequence = 10'),
    sequence: 10,
    problem: /^Event 10 is missing; the next one there is event 1152921504606847000/,
  },
  {
    name: 'the first event deleted',
    tamper: run('delete from audit_event where sequence = 1'),
    sequence: 1,
    problem: /^Event 1 is missing/,
  },
  {
    name: 'event 7 deleted',
    tamper: run('delete from audit_event where sequence = 7'),
    sequence: 7,
    problem: /^Event 7 is missing/,
  },
  {
    name: 'event 7 deleted and the gap closed',
    tamper: (database) => {
      run('delete from audit_event where sequence = 7')(database);
      for (const sequence of [8, 9, 10])
        run(`update audit_event set sequence = ${sequence - 1} where sequence = ${sequence}`)(database);
    },
    sequence: 7,
    problem: /^Event 7 was changed/,
  },
  {
    name: 'events 6 and 7 swapped',
    tamper: run(
      'update audit_event set sequence = 100 where sequence = 6',
      'update audit_event set sequence = 6 where sequence = 7',
      'update audit_event set sequence = 7 where sequence = 100',
    ),
    sequence: 6,
    problem: /^Event 6 was changed/,
  },
  {
    name: 'the tail cut off',
    tamper: run('delete from audit_event where sequence > 8'),
    checkpointAtTen: true,
    sequence: 9,
    problem: /^Event 9 is missing: the checkpoint of 2026-01-15T12:00:10\.000Z saw the chain up to event 10/,
  },
  {
    name: 'everything deleted',
    tamper: run('delete from audit_event'),
    sequence: 1,
    problem: /^Event 1 is missing: the checkpoint/,
  },
  {
    name: 'history rewritten with all hashes recomputed',
    tamper: (database) => {
      run("update audit_event set actor = 'trent' where sequence = 3")(database);
      rechain(database, 3);
    },
    sequence: 5,
    problem: /^Event 5 is not the one that the checkpoint of .+ saw: events 1 to 5 were rewritten/,
  },
  {
    name: 'later history rewritten with all hashes recomputed',
    tamper: (database) => {
      run("update audit_event set actor = 'trent' where sequence = 7")(database);
      rechain(database, 7);
    },
    checkpointAtTen: true,
    sequence: 10,
    problem: /events 6 to 10 were rewritten/,
  },
  {
    name: 'the first event of another chain',
    tamper: (database) => {
      run(`update audit_event set previous_hash = '${'B'.repeat(43)}' where sequence = 1`)(database);
      database.prepare('update audit_event set hash = ? where sequence = 1').run(hashOf(rows(database)[0]!));
    },
    sequence: 1,
    problem: /^Event 1 was not written as the first one/,
  },
];

describe('verify', () => {
  for (const { name, tamper, checkpointAtTen = false, sequence, problem } of cases) {
    it(`finds ${name}`, async (t) => {
      const { verification } = await tampered(t, tamper, { checkpointAtTen });
      assert.equal(verification.intact, false);
      assert.equal(verification.sequence, sequence);
      assert.match(verification.problem, problem);
      assert.equal(verification.events, sequence - 1);
    });
  }

  it('finds a tail that was cut off and grew again', async (t) => {
    const tamper = run('delete from audit_event where sequence > 3');
    const { verification, audit } = await tampered(t, tamper, { checkpointAtTen: true });
    assert.equal(verification.intact, false);
    for (let index = 0; index < 20; index++)
      await audit.record({ type: 'login.failed', outcome: 'failure' }, localOrigin);
    const later = await audit.verify();
    assert.ok(!later.intact);
    assert.equal(later.sequence, 5);
  });

  it('has nothing to say against an untouched or empty chain', async (t) => {
    const { verification } = await tampered(t, () => {}, { checkpointAtTen: true });
    assert.ok(verification.intact);
    assert.equal(verification.events, 10);
    const { store, folder } = await temporaryStore(t);
    const checkpointFile = join(folder, 'checkpoints.jsonl');
    const empty = createAudit({ store, clock: movingClock(), random: seededRandom(), node: 'hive-1', checkpointFile });
    assert.deepEqual(await empty.verify(), { intact: true, events: 0, head: genesis, checked: 0 });
    assert.equal(existsSync(checkpointFile), false);
  });

  it('follows a chain over many pages', async (t) => {
    const { store, folder } = await temporaryStore(t);
    const checkpointFile = join(folder, 'checkpoints.jsonl');
    const audit = createAudit({ store, clock: movingClock(), random: seededRandom(), node: 'hive-1', checkpointFile });
    await store.write(async (tx) => {
      for (let index = 0; index < 10_000; index++) {
        await audit.append(tx, { type: 'document.read', outcome: 'success', details: { index } }, localOrigin);
      }
    });
    await audit.close();
    const verification = await audit.verify();
    assert.ok(verification.intact);
    assert.equal(verification.events, 10_000);
  });

  for (const line of ['not JSON', 'null', '{}', '{"time":"","node":"","sequence":0,"hash":""}']) {
    it(`does not pass over the checkpoint ${line}`, async (t) => {
      const { audit, checkpointFile } = await tampered(t, () => {});
      writeFileSync(checkpointFile, `${line}\n`);
      await assert.rejects(audit.verify(), /checkpoints\.jsonl, line 1: not a checkpoint/);
    });
  }
});
