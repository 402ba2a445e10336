import type { ChildServer } from './child.ts';
import { type Loaded, loaded } from './loaded.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

/** A server and the session tokens of people in its database. */
export interface Populated {
  server: ChildServer;
  tokens: string[];
  people: number;
  sessions: number;
}

/** `GET /sessions/whoami` by thousands of different sessions, in turns with a server whose database is small. */
export async function benchSizes(
  large: Populated,
  small: Populated,
  { rounds, milliseconds }: { rounds: number; milliseconds: number },
): Promise<Row[]> {
  const measure = ({ server, tokens }: Populated) =>
    loaded(server, {
      path: '/sessions/whoami',
      headers: tokens.map((token) => ({ 'x-session-token': token })),
      milliseconds,
    });
  for (const one of [large, small]) await measure(one);
  const results = { large: [] as Loaded[], small: [] as Loaded[] };
  for (let round = 0; round < rounds; round++) {
    results.large.push(await measure(large));
    results.small.push(await measure(small));
  }
  const middle = (of: keyof typeof results, what: keyof Loaded) => median(results[of].map((one) => one[what]));
  const count = (value: number) => value.toLocaleString('en');
  const what = `whoami, ${count(large.sessions)} sessions of ${count(large.people)} people against ${count(small.sessions)} of ${count(small.people)}`;
  return [
    {
      what: `${what}, server processor time`,
      unit: 'µs',
      median: middle('large', 'cpu'),
      bare: middle('small', 'cpu'),
      limits: [{ of: 'ratio', most: 1.25 }],
    },
    { what, unit: 'per s', median: middle('large', 'perSecond'), bare: middle('small', 'perSecond') },
  ];
}
