import { de } from './de.ts';
import { en } from './en.ts';
import type { Language } from './template.ts';

const builtIn: Record<string, Language> = { en, de };

/** The tags to look under for a wanted one, nearest first: `de-AT`, `de`, `en` (RFC 4647 §3.4). Lower case. */
export function lookupTags(wanted: string): string[] {
  const tags: string[] = [];
  const parts = wanted.toLowerCase().split('-');
  while (parts.length > 0) {
    tags.push(parts.join('-'));
    parts.pop();
    // A single letter introduces what follows it and means nothing alone.
    if (parts.at(-1)?.length === 1) parts.pop();
  }
  return tags.includes('en') ? tags : [...tags, 'en'];
}

export const builtInLanguage = (tag: string): Language | undefined =>
  Object.hasOwn(builtIn, tag) ? builtIn[tag] : undefined;

/** The built-in language that serves a wanted one. */
export function nearestLanguage(wanted: string): Language {
  return lookupTags(wanted)
    .map(builtInLanguage)
    .find((language) => language !== undefined)!;
}
