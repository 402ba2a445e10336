#!/usr/bin/env node
// Runs the tests with Node 26: all of them, or the files named on the command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode26 } from './node26.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const browserTests = join('test', 'e2e');

function testFiles(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(file);
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
}

function findChromium() {
  const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));
}

/** Whether all tests in the files pass. */
function run(title, files, options, env = {}) {
  if (files.length === 0) return true;
  console.log(`${title}: ${files.length} files`);
  const { status, error } = spawnSync(
    findNode26(),
    ['--disable-warning=ExperimentalWarning', '--test', ...options, ...files],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } },
  );
  if (error) throw error;
  return status === 0;
}

const named = process.argv.slice(2).map((file) => relative(root, file));
const files = named.length > 0 ? named : ['src', 'console', 'test'].flatMap(testFiles);
const isBrowserTest = (file) => file.startsWith(browserTests);
const chromium = findChromium();
const browserFiles = files.filter(isBrowserTest);

// Said first, so that the last lines are always the summary.
if (!chromium && browserFiles.length > 0) {
  console.log("browser tests SKIPPED: no Chromium found (install Debian's chromium, or set CHROMIUM_PATH)");
}
if (!['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].some(existsSync)) {
  console.log("forward-auth behind a real proxy SKIPPED: no nginx found (install Debian's nginx)");
}
let passed = run(
  'Unit tests',
  files.filter((file) => !isBrowserTest(file)),
  ['--test-isolation=none'],
);
if (chromium) {
  // One file after the other, each in a process of its own: every one starts a server and a browser.
  passed = run('Browser tests', browserFiles, ['--test-concurrency=1'], { CHROMIUM_PATH: chromium }) && passed;
}
process.exitCode = passed ? 0 : 1;
