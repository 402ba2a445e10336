import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import { StingError } from '../../kernel/errors.ts';

const argon2Async = promisify(argon2);

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB and two passes. */
const cost = { memory: 19456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const atOnce = 2;
const queueLength = 32;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * argon2id of `code` under `salt`, base64url. Two at a time, since each takes 19 MiB and a thread; when the queue is full
 * it throws `busy` (503) instead of letting guesses exhaust the machine.
 */
export async function slowHash(code: string, salt: string): Promise<string> {
  if (running >= atOnce) {
    if (waiting.length >= queueLength) {
      throw new StingError({ code: 'busy', status: 503, message: 'Too many attempts at once. Try again in a moment.' });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running++;
  }
  try {
    const tag = await argon2Async('argon2id', { message: code, nonce: Buffer.from(salt, 'base64url'), ...cost });
    return tag.toString('base64url');
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
