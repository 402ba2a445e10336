import { styles } from './assets.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { Site } from './site.ts';
import { time } from './time.ts';
import { phrase, wordsUnder } from './wording.ts';

export interface ErrorPage {
  /** Our stable code of the error. */
  code: string;
  /** HTTP status: from 500 on the fault is ours. */
  status: number;
  /** What happened, in words for the person, for codes that the pages have no words for. */
  sentence: string;
  /** Where to go on, and what is there. */
  next: string;
  leads: 'again' | 'back' | 'account';
  /** When it passes, in milliseconds. */
  until?: number;
  /** For whoever helps: finds the request in the log. */
  requestId: string;
}

/** What went wrong, the way on, and the reference for whoever helps. */
export function errorPage(
  site: Site,
  { code, status, sentence, next, leads, until, requestId }: ErrorPage,
  nonce: string,
): string {
  const { error: texts } = site.texts;
  const title = status >= 500 ? texts.ours : texts.title;
  const main = html`<h1>${title}</h1><p>${wordsUnder(texts.sentences, code) ?? phrase(sentence, site.texts)}</p>
${until !== undefined && html`<p>${texts.until} ${time(until, site.texts)}</p>`}
<a class="button primary" href="${next}">${texts.ways[leads]}</a>
<p class="hint links">${texts.reference} <code class="who">${requestId}</code></p>`;
  return layout(site, { title, main, style: styles.page }, nonce);
}
