import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server in a process of its own. */
export interface ChildServer {
  url: string;
  /** Milliseconds of processor time that the process has used so far, system calls included. */
  cpu(): Promise<number>;
  /** The next line that it prints in place of a message to somebody. */
  printed(): Promise<string>;
  stop(): Promise<void>;
}

/** What a child says: one of these at a time. */
type Said = { url: string } | { cpu: number } | { printed: string };

/** Starts a module of this folder that calls `serveParent`, hands `init` to it and waits until it serves. */
export async function startChild(module: string, init: unknown): Promise<ChildServer> {
  const child = fork(join(import.meta.dirname, module), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${module} ended.`)));
  // After `stop` nobody waits for it any more.
  ended.catch(() => {});

  const heard: Record<string, unknown[]> = {};
  const waiting: Record<string, (value: unknown) => void> = {};
  child.on('message', (said: Said) => {
    const [kind, value] = Object.entries(said)[0]!;
    if (waiting[kind]) waiting[kind](value);
    else heard[kind] = [...(heard[kind] ?? []), value];
  });
  async function next<T>(kind: 'url' | 'cpu' | 'printed'): Promise<T> {
    if (heard[kind]?.length) return heard[kind].shift() as T;
    const value = new Promise<unknown>((resolve) => {
      waiting[kind] = resolve;
    });
    const said = await Promise.race([value, ended]);
    delete waiting[kind];
    return said as T;
  }

  child.send(init as object);
  const url = await next<string>('url');
  return {
    url,
    cpu() {
      child.send('cpu');
      return next<number>('cpu');
    },
    printed: () => next<string>('printed'),
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

/** The child's side: starts a server from what the parent sends, says what it prints and how busy it has been. */
export function serveParent<Init>(start: (init: Init, print: (line: string) => void) => Promise<string>): void {
  const say = (said: Said) => process.send!(said);
  process.once('message', async (init) => {
    say({ url: await start(init as Init, (printed) => say({ printed })) });
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      say({ cpu: (user + system) / 1000 });
    });
  });
}
