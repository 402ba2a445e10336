import type { Html } from './html.ts';
import type { Texts } from './texts/en.ts';

/** What all pages of an installation share. */
export interface Site {
  texts: Texts;
  /** Inline scripts, made once from the texts. */
  scripts: { passkey: Html; account: Html };
  /** Where a person reads how to report a security problem. */
  securityPage: string | null;
  /** Development mode, where nothing is meant to be kept: every page says so. */
  development: boolean;
}
