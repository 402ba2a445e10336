import { argon2Format } from './argon2.ts';
import { bcryptFormat } from './bcrypt.ts';
import { pbkdf2Format } from './pbkdf2.ts';
import { scryptFormat } from './scrypt.ts';
import { saltedShaFormat, shaFormat } from './sha.ts';

/** Whether a password is the one that a hash was made of. */
export type Check = (password: string) => Promise<boolean>;

/** A kind of hash that other products keep. */
export interface Format {
  name: string;
  /** What every hash of this kind begins with. */
  begins: RegExp;
  /** How to check a password; null when the hash is damaged or costs more than this machine should spend on a guess. */
  read(hash: string): Check | null;
}

/** In the order of the error message. */
const formats: readonly Format[] = [argon2Format, bcryptFormat, pbkdf2Format, scryptFormat, saltedShaFormat, shaFormat];

/** How to check a password against an imported hash, or why that is not possible, as a sentence. */
export function readImported(hash: string): { check: Check } | { problem: string } {
  const format = formats.find(({ begins }) => begins.test(hash));
  if (!format) {
    const known = formats.map(({ name }) => name).join(', ');
    return { problem: `This kind of password hash is not known. Known are ${known}.` };
  }
  const check = format.read(hash);
  return check ? { check } : { problem: `This ${format.name} hash is damaged, or its cost is out of bounds.` };
}
