import type { Random } from './secrets.ts';

/** Crockford's base 32: no I, L, O or U, so that a code can be read from paper. Five bits each. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code of so many symbols in groups: `7Q2M-0XKD-9RTA-5VHN`. */
export function paperCode(random: Random, { symbols, group }: { symbols: number; group: number }): string {
  const characters = Array.from(random(symbols), (byte) => alphabet[byte & 31]).join('');
  return characters.match(new RegExp(`.{1,${group}}`, 'g'))!.join('-');
}

/** What was typed, as it was printed: case, spaces and dashes do not matter, look-alikes are read as meant; else null. */
export function readPaperCode(typed: unknown, symbols: number): string | null {
  if (typeof typed !== 'string' || typed.length > 64) return null;
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return plain.length === symbols && [...plain].every((symbol) => alphabet.includes(symbol)) ? plain : null;
}
