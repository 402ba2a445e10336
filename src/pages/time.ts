import { type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';
import { fill } from './wording.ts';

// Making a formatter costs more than a whole page.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(lang: string): Intl.DateTimeFormat {
  const known = formats.get(lang);
  if (known) return known;
  const made = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  formats.set(lang, made);
  return made;
}

/** A time in milliseconds, written in UTC; the account script rewrites it in the zone of the reader. */
export function time(milliseconds: number, texts: Texts): Html {
  const moment = new Date(milliseconds);
  const words = fill(texts.account.utc, { time: formatFor(texts.lang).format(moment) });
  return html`<time datetime="${moment.toISOString()}">${words}</time>`;
}
