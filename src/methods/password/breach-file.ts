import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { OperatorError } from '../../kernel/errors.ts';

/** In bytes, with its end: 40 hexadecimal digits, a colon and a count. */
export const longestLine = 64;
const samples = 64;

/** One line of the list; null for anything else. A hash without a count was seen once at least. */
export function hashLine(line: string): { hash: string; count: number } | null {
  const [, hash, count] = /^([0-9A-F]{40})(?::(\d{1,15}))?$/i.exec(line) ?? [];
  return hash === undefined ? null : { hash: hash.toUpperCase(), count: Number(count ?? 1) };
}

/**
 * Looks at lines all over the file: the same download ordered by count would find nothing and say nothing.
 * Throws OperatorError.
 */
export function checkBreachFile(file: string): void {
  let last = '';
  for (const line of sampledLines(file)) {
    const hash = hashLine(line)?.hash;
    if (hash === undefined) throw new OperatorError(`${file} is not a list of SHA-1 hashes, one a line.`);
    if (hash < last) throw new OperatorError(`The list of breached passwords ${file} is not sorted by hash.`);
    last = hash;
  }
}

function sampledLines(file: string): string[] {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const lines: string[] = [];
    for (let sample = 0; sample < samples; sample++) {
      const buffer = Buffer.alloc(2 * longestLine);
      const position = Math.floor((size * sample) / samples);
      const read = readSync(descriptor, buffer, { position });
      const [first, second] = buffer.toString('latin1', 0, read).split(/\r?\n/);
      // What stands there begins in the middle of a line, but for the first; the last has nothing behind it.
      if (sample === 0) lines.push(first!);
      else if (second || position + longestLine < size) lines.push(second ?? '');
    }
    return lines;
  } catch (cause) {
    throw new OperatorError(`The list of breached passwords ${file} cannot be read.`, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
