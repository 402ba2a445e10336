import type { Random } from '../../kernel/secrets.ts';

export const codesPerSet = 10;

/** The name under which wrong codes are counted. */
export const backupCodeFactor = 'lookup_secret';

/** Crockford's base 32: no I, L, O or U, so that a code can be read from paper. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const symbols = 16;

/** One code of 80 random bits in four groups: `7Q2M-0XKD-9RTA-5VHN`. */
export function newCode(random: Random): string {
  const characters = Array.from(random(symbols), (byte) => alphabet[byte & 31]);
  return characters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** What was typed, as it was printed: case, spaces and dashes do not matter, look-alikes are read as meant; else null. */
export function canonicalCode(typed: unknown): string | null {
  if (typeof typed !== 'string' || typed.length > 64) return null;
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return plain.length === symbols && [...plain].every((symbol) => alphabet.includes(symbol)) ? plain : null;
}
