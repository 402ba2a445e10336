import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CompiledQuery } from 'kysely';
import { createAccess, type Question } from '../src/access/access.ts';
import { createIdentities } from '../src/identity/identity.ts';
import { createJarFacts } from '../src/jars/jars.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/secrets.ts';
import { openStore, type Reader } from '../src/store/store.ts';
import { proof } from '../test/support/evidence.ts';
import { withFolder } from './folder.ts';
import { idOf, ownerOf, populateJars, strangerTo, teamsPerPerson } from './population.ts';
import type { Row } from './row.ts';
import { median, percentile, timed, upTo } from './statistics.ts';

/** Decisions about one jar, and the list of the newest ones, in a database of this many jars. */
export function benchAccess(jars: number, { calls }: { calls: number }): Promise<Row[]> {
  return withFolder(async (folder) => {
    const file = join(folder, 'sting.db');
    const started = performance.now();
    await populateJars(file, jars);
    const buildSeconds = (performance.now() - started) / 1000;

    const store = await openStore(file);
    const bare = new DatabaseSync(file, { readOnly: true });
    bare.exec('pragma cache_size = -16000; pragma mmap_size = 268435456; pragma temp_store = memory');
    const identities = createIdentities({ clock: systemClock, random: systemRandom });
    const alarm = (problem: string) => {
      throw new Error(problem);
    };
    const access = createAccess({ resources: createJarFacts(), identities, clock: systemClock, mode: 'nist', alarm });
    const verified = { session: [proof('passkey', { user_verified: true, at: systemClock() })], action: [] };

    /** Times `ask`, then the statements that it sent, alone on a connection of their own. */
    async function against<T>(inputs: T[], ask: (db: Reader, input: T) => Promise<unknown>) {
      await timed(inputs.slice(0, 200), (input) => ask(store.read, input));
      const samples = await timed(inputs, (input) => ask(store.read, input));
      const sent = await Promise.all(inputs.map((input) => statementsOf(store.read, (db) => ask(db, input))));
      const replays = sent.map((queries) =>
        queries.map(({ sql, parameters }) => ({ statement: prepare(sql), parameters: parameters as never[] })),
      );
      const alone = await timed(replays, (queries) => {
        for (const { statement, parameters } of queries) statement.all(...parameters);
      });
      return { median: median(samples), p99: percentile(samples, 0.99), bare: median(alone) };
    }

    const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
    function prepare(sql: string) {
      const statement = statements.get(sql) ?? bare.prepare(sql);
      statements.set(sql, statement);
      return statement;
    }

    /** Jars all over the database. */
    const some = upTo(calls).map((i) => (i * 15_485_863) % jars);
    const question = (person: number, jar: number): Question => ({
      subject: idOf('person', person),
      permission: 'jar.read',
      tier: 1,
      jar: idOf('jar', jar),
      proofs: verified,
      from: null,
    });
    const decide = async (db: Reader, asked: Question) => access.decide(db, asked);
    const allowed = some.map((jar) => question(ownerOf(jar), jar));
    const denied = some.filter((jar) => jar % 10 > 3).map((jar) => question(strangerTo(jar), jar));
    await expectEffect(allowed[0]!, 'allow');
    await expectEffect(denied[0]!, 'deny');

    async function expectEffect(asked: Question, effect: string) {
      const decision = await access.decide(store.read, asked);
      if (decision.effect !== effect) throw new Error(`Expected ${effect}, not ${JSON.stringify(decision)}`);
    }

    const list = (db: Reader, person: number) =>
      access.readable(db, { subject: idOf('person', person), proofs: verified, from: null, limit: 50, verb: 'read' });
    if ((await list(store.read, 1)).jars.length !== 50) throw new Error('The person cannot read 50 jars.');

    const limits: Row['limits'] = [
      { of: 'median', most: 0.15 },
      { of: 'p99', most: 1 },
    ];
    const size = jars.toLocaleString('en');
    const rows: Row[] = [
      { what: `decide, allowed, ${size} jars`, unit: 'ms', ...(await against(allowed, decide)), limits },
      { what: `decide, denied, ${size} jars`, unit: 'ms', ...(await against(denied, decide)), limits },
      {
        what: `newest 50 readable, ${teamsPerPerson} teams, ${size} jars`,
        unit: 'ms',
        ...(await against(upTo(Math.ceil(calls / 4)), list)),
        limits: [{ of: 'median', most: 1 }],
      },
      {
        what: `(building ${size} jars, ${Math.round(statSync(file).size / 2 ** 20)} MB)`,
        unit: 's',
        median: buildSeconds,
      },
    ];
    bare.close();
    await store.close();
    return rows;
  });
}

/** The statements that a call sends whose queries have been compiled before. */
async function statementsOf(read: Reader, call: (db: Reader) => Promise<unknown>): Promise<CompiledQuery[]> {
  const sent: CompiledQuery[] = [];
  const listening = {
    executeQuery: (query: CompiledQuery) => {
      sent.push(query);
      return read.executeQuery(query);
    },
  };
  await call(listening as unknown as Reader);
  return sent;
}
