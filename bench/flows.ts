import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ChildServer } from './child.ts';
import { type Loaded, loaded } from './loaded.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

const variants = {
  'a native client': { path: '/self-service/login/api', headers: [{}] },
  'a script of a page': { path: '/self-service/login/browser', headers: [{ accept: 'application/json' }] },
};

/**
 * Login flows started over HTTP: each is stored with its challenge before it is answered. What one takes in the database
 * is the growth of the file, indexes included.
 */
export async function benchFlows(
  sting: ChildServer,
  { data, rounds, milliseconds }: { data: string; rounds: number; milliseconds: number },
): Promise<Row[]> {
  const file = join(data, 'sting.db');
  const results = new Map<string, Loaded[]>();
  const before = sizeOf(file);
  for (let round = 0; round <= rounds; round++) {
    for (const [who, request] of Object.entries(variants)) {
      const result = await loaded(sting, { ...request, milliseconds });
      // The first round is to get warm.
      if (round > 0) results.set(who, [...(results.get(who) ?? []), result]);
    }
  }
  const after = sizeOf(file);
  const middle = (who: string, what: keyof Loaded) => median(results.get(who)!.map((one) => one[what]));
  return [
    ...Object.keys(variants).flatMap((who): Row[] => [
      { what: `starting a login by ${who}`, unit: 'per s', median: middle(who, 'perSecond') },
      { what: `starting a login by ${who}, server processor time`, unit: 'µs', median: middle(who, 'cpu') },
    ]),
    {
      what: 'a started login in the database',
      unit: 'bytes',
      median: (after.bytes - before.bytes) / (after.flows - before.flows),
    },
  ];
}

function sizeOf(file: string): { bytes: number; flows: number } {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db
      .prepare(
        `select (select count(*) from flow) as flows,
          (page_count - freelist_count) * page_size as bytes
          from pragma_page_count, pragma_freelist_count, pragma_page_size`,
      )
      .get() as { bytes: number; flows: number };
  } finally {
    db.close();
  }
}
