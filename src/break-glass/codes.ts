import { paperCode, readPaperCode } from '../kernel/paper-code.ts';
import type { Random } from '../kernel/secrets.ts';

export const codesPerSet = 5;

/** 125 random bits. */
const symbols = 25;

/** One code in five groups: `7Q2M0-XKD9R-TA5VH-N3C8P-WZ41J`. */
export const newCode = (random: Random): string => paperCode(random, { symbols, group: 5 });

/** What was typed as it was printed, see `readPaperCode`; else null. */
export const canonicalCode = (typed: string): string | null => readPaperCode(typed, symbols);
