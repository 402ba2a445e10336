import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CompiledQuery } from 'kysely';
import { createAccess, type Question } from '../src/access/access.ts';
import { createIdentities } from '../src/identity/identity.ts';
import { createJarFacts } from '../src/jars/jars.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/secrets.ts';
import { openStore, type Reader, type Tx } from '../src/store/store.ts';
import { proof } from '../test/support/evidence.ts';
import { requirementsOf } from '../test/support/requirements.ts';
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
    const access = createAccess({
      ...requirementsOf(),
      resources: createJarFacts(),
      identities,
      clock: systemClock,
      mode: 'nist',
      alarm,
      provable: async () => [],
    });
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
    const all = [...allowed.slice(0, calls / 2), ...denied.slice(0, calls / 2)];
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
    await store.write((tx) => writeRules(tx, 1000));
    const before = performance.now();
    await access.decide(store.read, allowed[0]!);
    const readAnew = (performance.now() - before) / 1000;
    rows.push(
      {
        what: `decide among 1,000 rules of administrators, ${size} jars`,
        unit: 'ms',
        ...(await against(all, decide)),
        limits: [{ of: 'p99', most: 5 }],
      },
      { what: '(reading 1,000 rules after a change, once)', unit: 's', median: readAnew },
    );
    bare.close();
    await store.close();
    return rows;
  });
}

/** Rules that all speak about reading jars and look at this and that; none of them is ever satisfied. */
async function writeRules(tx: Tx, count: number): Promise<void> {
  const conditions = [
    'principal has department && principal.department == "department NUMBER"',
    'resource.tags.contains("tag NUMBER") && context.relation == "viewer"',
    'context.environment has network && context.environment.network.isInRange(ip("203.0.113.0/24"))',
    'context.environment.hour > 24 && resource.sensitivity == "internal"',
    'principal in Team::"team NUMBER"',
  ];
  const row = (i: number) => ({
    id: `bench.${i}`,
    version: 1,
    text: `@id("bench.${i}") @sentence("Rule ${i}.") forbid (principal, action in [Action::"jar.read", Action::"jar.query"], resource) when { ${conditions[i % conditions.length]!.replace('NUMBER', String(i))} };`,
    enabled: 1,
    reason: '',
    created_by: null,
    created_at: 0,
  });
  for (const i of upTo(count)) await tx.insertInto('policy').values(row(i)).execute();
  await tx.updateTable('policy_revision').set({ revision: 1_000_000_007 }).execute();
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
