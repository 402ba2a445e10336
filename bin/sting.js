#!/usr/bin/env node
// Runs STING with Node 26, whichever Node this was started with.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { compileCacheFolder, findNode26, isNode26 } from './node26.js';

if (isNode26) {
  const cache = compileCacheFolder();
  if (cache) module.enableCompileCache(cache);
  module.registerHooks({ resolve });
  // One thread is enough for what WebAssembly runs here, and each more would keep the memory that it once needed.
  v8.setFlagsFromString('--wasm-num-compilation-tasks=1');
  // What a start makes mostly stays: room for new objects grows when requests come, and not before.
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  await import('../src/main.ts');
  v8.setFlagsFromString('--semi-space-growth-factor=2');
} else {
  const again = fileURLToPath(import.meta.url);
  const child = spawn(findNode26(), ['--disable-warning=ExperimentalWarning', again, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`STING could not be started: ${error.message}`);
    process.exit(1);
  });
  // 128 and the signal's number: how a shell reports a command that a signal ended.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/**
 * The house and its packages import their own files by their whole names: such an address needs no look at the disk. There
 * are two thousand, and to ask of each whether it is a file, a link or of which kind takes a fifth of the start.
 */
function resolve(specifier, context, next) {
  const [, extension] = /^\.\.?\/.*\.(ts|mjs|js)$/.exec(specifier) ?? [];
  if (extension === undefined || !context.conditions.includes('import')) return next(specifier, context);
  const format = { ts: 'module-typescript', mjs: 'module' }[extension];
  return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true };
}
