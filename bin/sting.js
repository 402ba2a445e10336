#!/usr/bin/env node
// Runs STING with Node 26, whichever Node this was started with.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder, findNode26, isNode26 } from './node26.js';

const main = new URL('../src/main.ts', import.meta.url);
const cache = compileCacheFolder();

if (isNode26) {
  if (cache) module.enableCompileCache(cache);
  await import(main.href);
} else {
  const child = spawn(
    findNode26(),
    ['--disable-warning=ExperimentalWarning', fileURLToPath(main), ...process.argv.slice(2)],
    { stdio: 'inherit', env: cache ? { ...process.env, NODE_COMPILE_CACHE: cache } : process.env },
  );
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`STING could not be started: ${error.message}`);
    process.exit(1);
  });
  // 128 and the signal's number: how a shell reports a command that a signal ended.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
