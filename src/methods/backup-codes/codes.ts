import { paperCode, readPaperCode } from '../../kernel/paper-code.ts';
import type { Random } from '../../kernel/secrets.ts';

export const codesPerSet = 10;

/** The name under which wrong codes are counted. */
export const backupCodeFactor = 'lookup_secret';

/** 80 random bits. */
const symbols = 16;

/** One code in four groups: `7Q2M-0XKD-9RTA-5VHN`. */
export const newCode = (random: Random): string => paperCode(random, { symbols, group: 4 });

/** What was typed as it was printed, see `readPaperCode`; else null. */
export const canonicalCode = (typed: unknown): string | null => readPaperCode(typed, symbols);
