import { message, type UiMessage } from '../messages.ts';
import { type BreachList, createBreachList } from './breach-list.ts';
import { normalised } from './hashes.ts';
import { textsOf, tooSimilar } from './similarity.ts';
import { createWordList, type WordList } from './word-list.ts';

/** In bytes of UTF-8: room for any passphrase, and an end to what has to be hashed. */
export const maxPasswordBytes = 1024;

export interface PolicyOptions {
  /** In characters (Unicode code points); SP 800-63B-4 §3.1.1.2 asks for 8 at least. */
  minLength: number;
  /** Refuses what is close to the person's address or name. */
  similarity: boolean;
  /** A sorted file of SHA-1 hashes of breached passwords, see `createBreachList`. */
  breachedFile?: string;
  /** How often a password may have been seen in breaches. */
  maxBreaches: number;
  /** A short list of passwords in clear that nobody may take, see `createWordList`. */
  refusedFile?: string;
}

/** What is wrong with a new password of somebody with these traits; null when nothing is. */
export type Policy = (password: string, traits: unknown) => Promise<Problem | null>;

interface Problem {
  reason: 'too_short' | 'too_long' | 'too_similar' | 'refused_word' | 'breached';
  message: UiMessage;
}

/**
 * Length, and what an attacker would try first; no rules of composition and no expiry (SP 800-63B-4 §3.1.1.2).
 * Throws OperatorError when a list cannot be read.
 */
export function createPolicy(options: PolicyOptions): Policy {
  const breaches: BreachList | null =
    options.breachedFile === undefined ? null : createBreachList(options.breachedFile);
  const refused: WordList | null = options.refusedFile === undefined ? null : createWordList(options.refusedFile);

  return async (given, traits) => {
    const password = normalised(given);
    const characters = [...password].length;
    if (characters < options.minLength) {
      const context = { min_length: options.minLength, actual_length: characters };
      return { reason: 'too_short', message: message(4000032, context) };
    }
    const bytes = Buffer.byteLength(password);
    if (bytes > maxPasswordBytes) {
      const context = { max_length: maxPasswordBytes, actual_length: bytes };
      return { reason: 'too_long', message: message(4000033, context) };
    }
    if (options.similarity && tooSimilar(password, textsOf(traits))) {
      return { reason: 'too_similar', message: message(4000031) };
    }
    if (await refused?.includes(password)) {
      const reason = 'This password is among the first that would be tried. Please choose another one.';
      return { reason: 'refused_word', message: message(4000005, { reason }) };
    }
    const seen = (await breaches?.count(password)) ?? 0;
    return seen > options.maxBreaches ? { reason: 'breached', message: message(4000034, { breaches: seen }) } : null;
  };
}
