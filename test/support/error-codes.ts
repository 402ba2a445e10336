import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Source } from './sources.ts';

/** Every way in which the product writes an error with its code and status. `badRequest` is always 400. */
const patterns: { pattern: RegExp; code: number; status: number | '400' }[] = [
  { pattern: /\bcode: '([a-z_0-9]+)',\s*status: (\d{3})\b/g, code: 1, status: 2 },
  { pattern: /\bbadRequest\(\s*'([a-z_0-9]+)'/g, code: 1, status: '400' },
  // The table of the self-service errors.
  { pattern: /^ {2}([a-z_0-9]+): \[(\d{3}), /gm, code: 1, status: 2 },
  // What the framework refuses, by its status, and the rest of it.
  { pattern: /^ {2}(\d{3}): \['([a-z_0-9]+)', /gm, code: 2, status: 1 },
  { pattern: /\?\? \['([a-z_0-9]+)', /g, code: 1, status: '400' },
  { pattern: /\brefuse\('([a-z_0-9]+)', (\d{3}),/g, code: 1, status: 2 },
];

/** Constructors that pass a code on which somebody else wrote. */
const passOn = /new StingError\(\{ code, |badRequest\(code: string/g;

/** `code status` of every error in these files, sorted. Throws for one that is written as no pattern knows. */
export function errorCodes(sources: readonly Pick<Source, 'path'>[], read = readSource): string[] {
  const found = new Set<string>();
  for (const { path } of sources) {
    const text = read(path);
    const made = count(text, /new StingError\(|\bbadRequest\(/g) - count(text, passOn);
    const written = patterns.slice(0, 2).reduce((sum, { pattern }) => sum + count(text, pattern), 0);
    if (made !== written)
      throw new Error(`${path} makes ${made} errors, of which ${written} say their code and status.`);
    for (const { pattern, code, status } of patterns) {
      for (const match of text.matchAll(pattern)) {
        found.add(`${match[code]} ${typeof status === 'number' ? match[status] : status}`);
      }
    }
  }
  return [...found].sort();
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

const readSource = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
