import { createHook } from 'node:async_hooks';
import { StatementSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { TestServer } from './server.ts';
import type { Outcome } from './visitor.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
/** Challenges, masked tokens, cookies, nonces. */
const random = /[A-Za-z0-9+/_-]{22,}={0,2}/g;
/** Which keys somebody has differs from person to person, for nobody too. */
const keys = /(allowCredentials[\\"]+:)\[.*?\}\]/g;
const newEachTime = new Set(['x-request-id', 'date', 'content-length', 'keep-alive', 'connection', 'retry-after']);

/** What a stranger can tell of an answer: everything but what is new in each one, and the name they asked for. */
export function told({ status, headers, body }: Pick<Outcome, 'status' | 'headers' | 'body'>, asked: string): string {
  const lines = [...headers].filter(([name]) => !newEachTime.has(name)).map((line) => line.join(': '));
  const [name] = asked.split('@');
  return JSON.stringify([status, lines.sort(), body])
    .replaceAll(asked, 'ADDRESS')
    .replaceAll(name!, 'NAME')
    .replace(uuid, 'UUID')
    .replace(time, 'TIME')
    .replace(keys, '$1KEYS')
    .replace(random, 'RANDOM')
    .replace(/Try again in \d+/g, 'Try again in N');
}

export interface Effort {
  /** `insert into flow`, in order. The sending of messages, which nobody waits for, is left out. */
  writes: string[];
  /** Slow hashes. */
  hashes: number;
}

/** What was written and how often a slow hash was made while `work` ran. One at a time. */
export async function effort<T>(work: () => Promise<T>): Promise<Effort & { result: T }> {
  const writes: string[] = [];
  let hashes = 0;
  const { run, all } = StatementSync.prototype;
  const hook = createHook({
    init(_id, type) {
      if (type === 'ARGON2REQUEST') hashes += 1;
    },
  }).enable();
  const noting = (original: (...values: never[]) => unknown) =>
    function (this: StatementSync, ...values: never[]) {
      const [what, , table] = /^(insert into|update|delete from) "(\w+)"/.exec(this.sourceSQL) ?? [];
      if (what && table !== 'courier_dispatch' && what !== 'update "courier_message"') writes.push(what);
      return original.apply(this, values);
    };
  StatementSync.prototype.run = noting(run) as typeof run;
  StatementSync.prototype.all = noting(all) as typeof all;
  try {
    const result = await work();
    return { result, writes, hashes };
  } finally {
    StatementSync.prototype.run = run;
    StatementSync.prototype.all = all;
    hook.disable();
  }
}

/** How many rows each table has. */
export async function rowCounts({ app }: Pick<TestServer, 'app'>): Promise<Record<string, number>> {
  const db = app.store.read;
  const counts: Record<string, number> = {};
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db);
    counts[name] = Number(rows[0]!.n);
  }
  return counts;
}
