import { badRequest } from '../../kernel/errors.ts';
import { type Random, sameSecret } from '../../kernel/secrets.ts';
import type { slowHash } from '../hashing/slow-hash.ts';
import { readImported } from './imported/imported.ts';
import { formatHash, parseCurrentHash } from './phc-hash.ts';

/** What a credential of type `password` keeps: one hash that says how it was made. */
export interface PasswordData {
  hash: string;
}

export interface Checked {
  right: boolean;
  /** To put in place of a hash that was imported or cost less than today's. */
  renewed: PasswordData | null;
}

export interface Hashes {
  make(password: string): Promise<PasswordData>;
  /** Null: there is no password. Throws `busy` (503). */
  check(password: string, stored: PasswordData | null): Promise<Checked>;
  /** A hash of another product, to be checked as that product did. Throws `password_not_importable` (400). */
  imported(hash: string): PasswordData;
}

/**
 * Normalised before hashing (SP 800-63B-4 §3.1.1.2), so that a password is the same from a keyboard that composes its
 * accents and one that does not. NFKC also joins full-width letters with the others. Nothing is cut off or folded.
 */
export const normalised = (password: string): string => password.normalize('NFKC');

/**
 * Every check costs exactly one argon2id of today's cost, whether there is a password or not: for a hash of ours that is
 * the comparison; for an imported one, and for none, it makes the hash that would take its place.
 */
export function createHashes({ hash, random }: { hash: typeof slowHash; random: Random }): Hashes {
  async function make(password: string): Promise<PasswordData> {
    const salt = random(16).toString('base64url');
    return { hash: formatHash({ salt, tag: await hash(normalised(password), salt) }) };
  }

  return {
    make,

    async check(password, stored) {
      const current = stored && parseCurrentHash(stored.hash);
      if (current) {
        const right = sameSecret(await hash(normalised(password), current.salt), current.tag);
        return { right, renewed: null };
      }
      // As the other product got it, which did not normalise.
      const right = stored !== null && (await checkImported(password, stored.hash));
      const renewed = await make(password);
      return { right, renewed: right ? renewed : null };
    },

    imported(text) {
      const read = readImported(text);
      if ('problem' in read) throw badRequest('password_not_importable', read.problem);
      return { hash: text };
    },
  };
}

async function checkImported(password: string, text: string): Promise<boolean> {
  const read = readImported(text);
  // It was read when it was imported.
  if ('problem' in read) throw new Error(read.problem);
  return read.check(password);
}
