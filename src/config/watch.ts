import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How long a file has to be left alone before it is read: a writer may still be at it. */
const settleMilliseconds = 100;

/**
 * Calls `changed` when another content may stand under a path. The folder is watched, not the file: editors put a new file
 * in its place, and Kubernetes turns a link. `failed` hears why it cannot be watched any more, such as a limit of the
 * system. Answers how to end it; it keeps no process alive.
 */
export function watchFile(file: string, { changed, failed }: { changed(): void; failed(error: Error): void }) {
  let seen = fingerprint(file);
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const close = () => {
    clearTimeout(timer);
    watcher?.close();
  };
  const look = () => {
    // Other files of the folder, a database among them, may change all the time.
    const now = fingerprint(file);
    if (now === seen) return;
    seen = now;
    clearTimeout(timer);
    timer = setTimeout(changed, settleMilliseconds).unref();
  };
  try {
    watcher = watch(dirname(resolve(file)), { persistent: false }, look);
    watcher.on('error', failed);
  } catch (error) {
    failed(error as Error);
  }
  return { close };
}

/** Of the file that a path leads to, through every link; empty while there is none. */
function fingerprint(file: string): string {
  try {
    const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch {
    // Gone, or not readable for the moment: reading it will say what is wrong.
    return '';
  }
}
