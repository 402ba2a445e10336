import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { StingError } from '../../kernel/errors.ts';
import { checkBreachFile, hashLine, longestLine } from './breach-file.ts';

/** Passwords that are known from breaches. */
export interface BreachList {
  /** How often the password was seen; 0 for one that is not in the list. Throws `password_check_failed` (503). */
  count(password: string): Promise<number>;
}

const scannedBytes = 4096;

/**
 * A file of SHA-1 hashes, one a line, sorted, each with or without `:count`: the download of Have I Been Pwned, ordered
 * by hash. It is searched on the disk, some 25 reads for 40 GB, and opened anew for every password: a file that is
 * renamed into its place holds from then on. Throws OperatorError at once when it cannot be read or is not sorted.
 */
export function createBreachList(file: string): BreachList {
  checkBreachFile(file);
  return {
    async count(password) {
      const wanted = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase();
      let handle: FileHandle | undefined;
      try {
        handle = await open(file);
        return await search(handle, wanted);
      } catch (cause) {
        throw checkFailed(file, cause);
      } finally {
        await handle?.close();
      }
    },
  };
}

/** A list that went away while the server runs: no password is taken unchecked. */
export function checkFailed(file: string, cause: unknown): StingError {
  const message = 'New passwords cannot be checked at the moment. Try again later.';
  return new StingError({ code: 'password_check_failed', status: 503, message, detail: file, cause });
}

async function search(handle: FileHandle, wanted: string): Promise<number> {
  let from = 0;
  let to = (await handle.stat()).size;
  // Lines begin at `from` and at `to`, and the wanted one, if it is there at all, between them.
  while (to - from > scannedBytes) {
    const middle = Math.floor((from + to) / 2);
    const text = await textAt(handle, middle, 2 * longestLine);
    const newline = text.indexOf('\n');
    const start = middle + newline + 1;
    if (wanted < text.slice(newline + 1, newline + 41).toUpperCase()) to = start;
    else from = start;
  }
  const text = await textAt(handle, from, to - from);
  for (const line of text.split(/\r?\n/)) {
    const { hash, count } = hashLine(line) ?? {};
    if (hash === wanted) return count!;
  }
  return 0;
}

async function textAt(handle: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString('latin1', 0, bytesRead);
}
