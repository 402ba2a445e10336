import type { Scripts } from './assets.ts';
import type { Texts } from './texts/en.ts';

/** What all pages of an installation share, in the language of one visitor. */
export interface Site {
  texts: Texts;
  /** Inline scripts, made once for each language. */
  scripts: Scripts;
  /** The other languages, each with the address of the same page in it. */
  otherLanguages: readonly { lang: string; name: string; href: string }[];
  /** Where a person reads how to report a security problem. */
  securityPage: string | null;
  /** Development mode, where nothing is meant to be kept: every page says so. */
  development: boolean;
  /** Messages of development mode stand on the server's console, since no mail server takes them. */
  printsMail: boolean;
}
