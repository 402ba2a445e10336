import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../test/support/server.ts';
import { withFolder } from './folder.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

const launcher = join(import.meta.dirname, '../bin/sting.js');
/** After this the heap has settled. */
const idleMilliseconds = 3000;

interface Start {
  /** Until the first answer of /health/ready, and the processor time until then (Linux; elsewhere undefined). */
  milliseconds: number;
  processor: number | undefined;
  megabytes: number;
}

/** The process from its start to the first answer, and its memory when it is idle; first with nothing, then as usual. */
export function benchStart({ times }: { times: number }): Promise<Row[]> {
  return withFolder(async (folder) => {
    const first = await start(folder);
    const usual: Start[] = [];
    for (let i = 0; i < times; i++) usual.push(await start(folder));
    const processor = usual.flatMap((one) => one.processor ?? []);
    const rows: Row[] = [
      {
        what: 'cold start to the first answer',
        unit: 's',
        median: median(usual.map((one) => one.milliseconds)) / 1000,
        limits: [{ of: 'median', most: 0.6 }],
      },
      {
        what: 'memory when idle',
        unit: 'MB',
        median: median(usual.map((one) => one.megabytes)),
        limits: [{ of: 'median', most: 120 }],
      },
      { what: 'very first start, empty folder, no compile cache', unit: 's', median: first.milliseconds / 1000 },
    ];
    if (processor.length > 0) {
      rows.splice(1, 0, { what: 'cold start, processor time', unit: 's', median: median(processor) / 1000 });
    }
    return rows;
  });
}

async function start(folder: string): Promise<Start> {
  const [publicPort, adminPort] = [await freePort(), await freePort()];
  const options = [
    '--data',
    join(folder, 'data'),
    '--public-port',
    String(publicPort),
    '--admin-port',
    String(adminPort),
  ];
  const began = performance.now();
  const child = spawn(process.execPath, [launcher, 'serve', ...options], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  const answer = await fetch(`http://127.0.0.1:${publicPort}/health/ready`);
  const milliseconds = performance.now() - began;
  const processor = processorMilliseconds(child.pid!);
  if (answer.status !== 200) throw new Error(`/health/ready answered ${answer.status}.`);
  await wait(idleMilliseconds);
  const megabytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
  return { milliseconds, processor, megabytes };
}

async function ready(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const chunk of child.stdout!.setEncoding('utf8')) {
    said += chunk;
    if (/^ready: /m.test(said)) return;
  }
  throw new Error(`STING did not start: ${said}`);
}

/** From the kernel, in its hundredths of a second. */
function processorMilliseconds(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
