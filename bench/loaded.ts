import type { ChildServer } from './child.ts';
import { type Load, load } from './load.ts';

const connections = 32;

/** What a server did under load: answers a second, and its processor time for each in microseconds. */
export interface Loaded {
  perSecond: number;
  cpu: number;
}

/** Puts a server under the load of one path, on 32 connections. */
export async function loaded(
  server: ChildServer,
  { path, ...rest }: { path: string } & Pick<Load, 'headers' | 'milliseconds'>,
): Promise<Loaded> {
  const before = await server.cpu();
  const start = performance.now();
  const count = await load({ url: `${server.url}${path}`, connections, ...rest });
  const seconds = (performance.now() - start) / 1000;
  return { perSecond: count / seconds, cpu: (((await server.cpu()) - before) * 1000) / count };
}
