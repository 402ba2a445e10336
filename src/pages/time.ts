import { type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';
import { fill } from './wording.ts';

/** A time in milliseconds, written in UTC; the account script rewrites it in the zone of the reader. */
export function time(milliseconds: number, texts: Texts): Html {
  const moment = new Date(milliseconds);
  const written = new Intl.DateTimeFormat(texts.lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const words = fill(texts.account.utc, { time: written.format(moment) });
  return html`<time datetime="${moment.toISOString()}">${words}</time>`;
}
