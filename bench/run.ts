import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from '../test/support/people.ts';
import { benchAccess } from './access.ts';
import { benchAssertion } from './assertion.ts';
import { startChild } from './child.ts';
import { benchCodeLogin } from './code-login.ts';
import { benchFlows } from './flows.ts';
import { withFolder } from './folder.ts';
import { benchLogin } from './login.ts';
import { benchPage } from './page.ts';
import { signInPeople } from './population.ts';
import { cachedSessions } from './population-cache.ts';
import { passes, type Row, ratioOf } from './row.ts';
import { benchSizes, type Populated } from './sizes.ts';
import { benchStart } from './start.ts';
import { table } from './table.ts';
import { benchWhoami } from './whoami.ts';

const flag = { type: 'boolean' } as const;
const { values: options } = parseArgs({ options: { quick: flag, large: flag, json: flag } });

/** How much of everything; `--quick` is for a first look, its samples are too few to judge by. */
const amounts = options.quick
  ? { rounds: 3, milliseconds: 800, logins: 50, calls: 500, jars: [10_000], starts: 3 }
  : { rounds: 7, milliseconds: 2_000, logins: 200, calls: 4_000, jars: [100_000, 1_000_000], starts: 7 };

/** `--large` takes another minute, and another half for its first run, which builds the database and keeps it. */
const small = { people: 1_000, sessions: 10_000 };
const population = options.large ? { people: 100_000, sessions: 1_000_000 } : small;
/** Messages that one address of the network may ask for in an hour, as the server is started. */
const mostMessages = 200;
/** People of a population who are signed in. */
const signedIn = 5_000;

function progress(text: string): void {
  if (!options.json) console.error(`${(process.uptime() | 0).toString().padStart(4)} s  ${text}`);
}

const rows: Row[] = [];

progress('start');
rows.push(...(await benchStart({ times: amounts.starts })));

for (const algorithm of [-7, -8, -257] as const) {
  progress(`assertion, algorithm ${algorithm}`);
  rows.push(await benchAssertion(algorithm, { calls: amounts.calls }));
}

await withFolder(async (data) => {
  progress(`${population.sessions.toLocaleString('en')} sessions of ${population.people.toLocaleString('en')} people`);
  const { sting, tokens } = await startPopulated(data, population);
  try {
    const person = await register({ url: sting.url }, 'alice');
    progress('sign-in page');
    rows.push(...(await benchPage(sting)));
    progress('whoami');
    rows.push(...(await benchWhoami(sting, { data, person, ...amounts })));
    if (options.large) {
      progress('whoami, large and small');
      rows.push(...(await againstSmall({ server: sting, tokens, ...population })));
    }
    progress('sign-in');
    rows.push(...(await benchLogin(sting, { person, calls: amounts.logins })));
    progress('sign-in by code');
    rows.push(...(await benchCodeLogin(sting, { calls: Math.min(amounts.logins, mostMessages) })));
    progress('starting flows');
    rows.push(...(await benchFlows(sting, { data, rounds: 3, milliseconds: 1_000 })));
  } finally {
    await sting.stop();
  }
});

/** The product on a database of this size in that folder, and tokens of people who are signed in. */
async function startPopulated(data: string, amount: typeof population) {
  const file = join(data, 'sting.db');
  await cachedSessions(file, amount);
  const tokens = signInPeople(file, { people: amount.people, count: signedIn });
  return { sting: await startChild('sting-server.ts', data), tokens };
}

function againstSmall(large: Populated): Promise<Row[]> {
  return withFolder(async (data) => {
    const { sting: server, tokens } = await startPopulated(data, small);
    try {
      return await benchSizes(large, { server, tokens, ...small }, amounts);
    } finally {
      await server.stop();
    }
  });
}

for (const jars of amounts.jars) {
  progress(`access, ${jars.toLocaleString('en')} jars`);
  rows.push(...(await benchAccess(jars, amounts)));
}

const machine = {
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  /** Processes that wanted to run in the last minute: above the number of cores the absolute times are too long. */
  load: loadavg()[0]!,
};
if (options.json) {
  const judged = rows.map((row) => ({ ...row, ratio: ratioOf(row), pass: passes(row) }));
  console.log(JSON.stringify({ machine, seconds: process.uptime(), rows: judged }, null, 2));
} else {
  console.log(`\n${table(rows)}\n`);
  const { processor, cores, node, load } = machine;
  console.log(
    `${processor}, ${cores} cores, Node ${node}, load ${load.toFixed(1)}, ${process.uptime().toFixed(0)} s in all.`,
  );
}
