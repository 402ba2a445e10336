import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { OperatorError } from '../../kernel/errors.ts';
import { checkFailed } from './breach-list.ts';

/** Passwords that the operator does not want, such as the most frequent ones and the names of the house. */
export interface WordList {
  /** Throws `password_check_failed` (503). */
  includes(password: string): Promise<boolean>;
}

const mostBytes = 8 * 1024 * 1024;

/**
 * A text file of passwords, one a line, whatever their case. It is read anew for every password, so that a change needs
 * no restart. Throws OperatorError at once when it cannot be read or has more than 8 MiB.
 */
export function createWordList(file: string): WordList {
  try {
    if (readFileSync(file).length > mostBytes) throw new OperatorError(`The list of passwords ${file} exceeds 8 MiB.`);
  } catch (cause) {
    if (cause instanceof OperatorError) throw cause;
    throw new OperatorError(`The list of passwords ${file} cannot be read.`, { cause });
  }
  return {
    async includes(password) {
      const text = await readFile(file, 'utf8').catch((cause) => {
        throw checkFailed(file, cause);
      });
      const wanted = folded(password);
      return text.split(/\r?\n/).some((line) => line !== '' && folded(line) === wanted);
    },
  };
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();
