import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from '../src/kernel/secrets.ts';
import { populateSessions } from './population.ts';

const migrations = join(import.meta.dirname, '../src/store/migrations');

/** `populateSessions`, built once for these amounts and this schema: later runs copy the file from the temporary folder. */
export async function cachedSessions(file: string, amounts: { people: number; sessions: number }): Promise<void> {
  const folder = join(tmpdir(), 'sting-bench-populations');
  mkdirSync(folder, { recursive: true });
  const cached = join(folder, `${amounts.people}-${amounts.sessions}-${contents()}.db`);
  if (!existsSync(cached)) {
    const unfinished = `${cached}.${process.pid}`;
    await populateSessions(unfinished, amounts);
    renameSync(unfinished, cached);
  }
  copyFileSync(cached, file);
}

/** What the file depends on, as a name. */
function contents(): string {
  const files = [
    join(import.meta.dirname, 'population.ts'),
    ...readdirSync(migrations).map((name) => join(migrations, name)),
  ];
  return digest(files.map((path) => readFileSync(path, 'utf8')).join('\n')).slice(0, 12);
}
