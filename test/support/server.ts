import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Composed, compose } from '../../src/compose.ts';
import { type ConfigKey, loadConfig } from '../../src/config/config.ts';
import { listen } from '../../src/http/http.ts';
import { type MovingClock, movingClock, seededRandom } from './temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export interface TestServer extends Composed {
  url: string;
  adminUrl: string;
  clock: MovingClock;
  /** The lines that development prints in place of messages. */
  printed: string[];
  /** Adds as owner: the token of a fresh set-up URL. */
  setupToken(): Promise<string>;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The real server with both listeners on free ports, a clock that the test moves, and a folder of its own. */
export async function startServer(
  scope: Scope,
  {
    flags = {},
    clock = movingClock(Date.now()),
  }: { flags?: Partial<Record<ConfigKey, unknown>>; clock?: MovingClock } = {},
): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'sting-server-'));
  const port = await freePort();
  const config = loadConfig({
    environment: {},
    flags: {
      data,
      'serve.public.port': port,
      'serve.admin.port': await freePort(),
      'serve.requests_per_minute': 100_000,
      'serve.flow_starts_per_minute': 100_000,
      ...flags,
    },
  });
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const composed = await compose(config, { clock, print, random: seededRandom(`server ${port}`) });
  // Nothing happens by real time: a test that is slow would see the upkeep write between its own writes.
  const listening = await listen(composed.app, composed.pages, 'test', { upkeep: false });
  scope.after(async () => {
    await listening.close();
    await composed.close();
    await rm(data, { recursive: true, force: true });
  });
  return {
    ...composed,
    url: listening.publicUrl,
    adminUrl: listening.adminUrl,
    clock,
    printed,
    setupToken: () => composed.app.flows.setup.issue(),
  };
}
