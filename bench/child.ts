import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server in a process of its own. */
export interface ChildServer {
  url: string;
  /** Milliseconds of processor time that the process has used so far, system calls included. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a module of this folder that calls `serveParent`, hands `init` to it and waits until it serves. */
export async function startChild(module: string, init: unknown): Promise<ChildServer> {
  const child = fork(join(import.meta.dirname, module), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  child.send(init as object);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${module} ended.`)));
  // After `stop` nobody waits for it any more.
  ended.catch(() => {});
  const next = async () => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message as { url: string; cpu: number };
  };
  const { url } = await next();
  return {
    url,
    async cpu() {
      child.send('cpu');
      return (await next()).cpu;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

/** The child's side: starts a server from what the parent sends and answers how much processor time it has used. */
export function serveParent<Init>(start: (init: Init) => Promise<string>): void {
  process.once('message', async (init) => {
    process.send!({ url: await start(init as Init) });
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      process.send!({ cpu: (user + system) / 1000 });
    });
  });
}
