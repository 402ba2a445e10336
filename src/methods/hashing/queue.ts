import { StingError } from '../../kernel/errors.ts';

const atOnce = 2;
const queueLength = 32;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Does slow, memory-hungry hashing two at a time for the whole process: each takes a thread and some 20 MiB. When the
 * queue is full it throws `busy` (503) instead of letting guesses exhaust the machine.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= queueLength) {
      throw new StingError({ code: 'busy', status: 503, message: 'Too many attempts at once. Try again in a moment.' });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
