import { join } from 'node:path';
import { digest } from '../src/kernel/secrets.ts';
import { type Person, request } from '../test/support/people.ts';
import type { BareInit } from './bare-server.ts';
import { type ChildServer, startChild } from './child.ts';
import { type Loaded, loaded } from './loaded.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

/** `GET /sessions/whoami` over HTTP with kept connections, in turns with a bare server that answers the same bytes. */
export async function benchWhoami(
  sting: ChildServer,
  { data, person, rounds, milliseconds }: { data: string; person: Person; rounds: number; milliseconds: number },
): Promise<Row[]> {
  const credential = { 'x-session-token': person.token };
  const answer = await request(`${sting.url}/sessions/whoami`, { headers: credential });
  if (answer.status !== 200) throw new Error(`whoami answered ${answer.status}.`);
  const { date: _, connection: __, 'keep-alive': ___, ...headers } = Object.fromEntries(answer.headers);
  const init: BareInit = {
    file: join(data, 'sting.db'),
    tokenHash: digest(person.token),
    headers: headers as Record<string, string>,
    body: JSON.stringify(answer.body),
  };
  const bare = await startChild('bare-server.ts', init);

  const measure = (server: ChildServer) =>
    loaded(server, { path: '/sessions/whoami', headers: [credential], milliseconds });
  for (const server of [sting, bare]) await measure(server);
  const results = {
    sting: [] as Loaded[],
    bare: [] as Loaded[],
  };
  for (let round = 0; round < rounds; round++) {
    results.sting.push(await measure(sting));
    results.bare.push(await measure(bare));
  }
  await bare.stop();

  const middle = (of: 'sting' | 'bare', what: 'perSecond' | 'cpu') => median(results[of].map((one) => one[what]));
  return [
    {
      what: 'whoami, server processor time per request',
      unit: 'µs',
      median: middle('sting', 'cpu'),
      bare: middle('bare', 'cpu'),
      limits: [{ of: 'ratio', most: 2 }],
    },
    {
      what: 'whoami, one server process',
      unit: 'per s',
      median: middle('sting', 'perSecond'),
      bare: middle('bare', 'perSecond'),
      limits: [{ of: 'median', least: 15_000 }],
    },
  ];
}
