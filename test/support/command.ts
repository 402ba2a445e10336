import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { freePort } from './server.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const launcher = fileURLToPath(new URL('../../bin/sting.js', import.meta.url));

/** The machine's own Node first, as a person has it: npm's PATH would hide that the launcher looks for Node 26. */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .concat(dirname(process.execPath))
  .join(delimiter);

function start(args: readonly string[], settings: Record<string, string> = {}): ChildProcess {
  const { HOME, NODE_COMPILE_CACHE } = process.env;
  const known = Object.entries({ HOME, NODE_COMPILE_CACHE }).filter(([, value]) => value !== undefined);
  const env = { ...Object.fromEntries(known), PATH: path, ...settings };
  return spawn('node', [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `sting` with these arguments to its end. */
export async function sting(...args: string[]): Promise<Ended> {
  return ended(start(args));
}

/** The same with variables of the environment. */
export async function stingWith(settings: Record<string, string>, ...args: string[]): Promise<Ended> {
  return ended(start(args, settings));
}

async function ended(child: ChildProcess): Promise<Ended> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
  return { code, stdout, stderr };
}

/** Asserts that a command ended with `code` and a sentence for the operator, without a stack trace. */
export function assertRefused({ code, stdout, stderr }: Ended, expected: RegExp, expectedCode = 1): void {
  assert.match(stderr, expected);
  assert.doesNotMatch(stderr, /^\s+at |node:internal|file:\/\/|Error:/m);
  assert.equal(stdout, '');
  assert.equal(code, expectedCode);
}

export interface Served {
  url: string;
  adminUrl: string;
  port: number;
  /** What it printed up to its `ready:` line. */
  lines: string[];
  /** The token of its set-up URL. */
  setup: string | null;
  /** Sends SIGTERM; answers how it ended and everything on standard error. */
  stop(): Promise<{ code: number | null; stderr: string }>;
}

/** `sting serve` on free ports, once it is ready. It is stopped after the test if the test did not. */
export async function serve(
  scope: Scope,
  { data, port, args = [] }: { data: string; port?: number; args?: string[] },
): Promise<Served> {
  const publicPort = port ?? (await freePort());
  const adminPort = await freePort();
  const ports = ['--public-port', String(publicPort), '--admin-port', String(adminPort)];
  const child = start(['serve', '--data', data, ...ports, ...args]);
  const end = Promise.all([text(child.stderr!), once(child, 'close')]).then(([stderr, [code]]) => ({ code, stderr }));
  scope.after(async () => {
    child.kill('SIGTERM');
    await end;
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (line.startsWith('ready: ')) break;
  }
  child.stdout!.resume();
  if (!lines.at(-1)?.startsWith('ready: ')) throw new Error(`It did not start: ${(await end).stderr}`);
  const setupUrl = lines.find((line) => line.startsWith('setup: '))?.slice('setup: '.length);
  return {
    url: `http://localhost:${publicPort}`,
    adminUrl: `http://localhost:${adminPort}`,
    port: publicPort,
    lines,
    setup: setupUrl ? new URL(setupUrl).searchParams.get('setup') : null,
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
  };
}
