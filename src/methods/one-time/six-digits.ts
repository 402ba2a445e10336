import type { Random } from '../../kernel/secrets.ts';

/** Six digits, each number as likely as any other. */
export function sixDigits(random: Random): string {
  // Four thousand times a million is the largest multiple below 2^32: what lies above would favour small numbers.
  for (;;) {
    const number = random(4).readUInt32BE();
    if (number < 4_294_000_000) return String(number % 1_000_000).padStart(6, '0');
  }
}
