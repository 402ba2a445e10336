import { de } from './de.ts';
import { en, type Texts } from './en.ts';

const texts = { en, de } satisfies Record<string, Texts>;

/** A language that the pages speak, by its tag. */
export type Language = keyof typeof texts;

/** Every language, the one that is spoken where nobody asks for another first. */
export const languages = Object.keys(texts) as readonly Language[];

export const textsIn = (language: Language): Texts => texts[language];
