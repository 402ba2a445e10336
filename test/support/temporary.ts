import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/kernel/clock.ts';
import { digest, type Random } from '../../src/kernel/secrets.ts';
import { openStore, type Store } from '../../src/store/store.ts';

/** What a test context offers to tidy up; `node:test` passes one to every test, and `{ after }` is one for a whole file. */
interface Scope {
  after(work: () => Promise<void>): void;
}

/** An empty folder of its own that is gone after the test. */
export async function temporaryFolder(scope: Scope): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sting-'));
  scope.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A migrated database in a folder of its own; both are gone after the test. */
export async function temporaryStore(scope: Scope): Promise<{ store: Store; folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sting-'));
  const file = join(folder, 'sting.db');
  const store = await openStore(file);
  scope.after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { store, folder, file };
}

/** A clock that stands still until the test moves it. */
export type MovingClock = Clock & { advance(change: { ms?: number; seconds?: number; minutes?: number }): void };

export function movingClock(start = Date.UTC(2026, 0, 15, 12)): MovingClock {
  let now = start;
  return Object.assign(() => now, {
    advance({ ms = 0, seconds = 0, minutes = 0 }: { ms?: number; seconds?: number; minutes?: number }) {
      now += ms + 1000 * seconds + 60_000 * minutes;
    },
  });
}

/** Bytes that look random and are the same in every run with the same seed. */
export function seededRandom(seed = 'sting'): Random {
  let block = 0;
  let pool = Buffer.alloc(0);
  return (size) => {
    while (pool.length < size) {
      pool = Buffer.concat([pool, Buffer.from(digest(`${seed}/${block++}`), 'base64url')]);
    }
    const bytes = Buffer.from(pool.subarray(0, size));
    pool = pool.subarray(size);
    return bytes;
  };
}
