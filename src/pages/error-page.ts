import { styles } from './assets.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { Site } from './site.ts';
import { phrase, wordsUnder } from './wording.ts';

export interface ErrorPage {
  /** Our stable code of the error. */
  code: string;
  /** HTTP status: from 500 on the fault is ours. */
  status: number;
  /** What happened, in words for the person, for codes that the pages have no words for. */
  sentence: string;
  /** Where to go on. */
  next: string;
  /** For whoever helps: finds the request in the log. */
  requestId: string;
}

/** What went wrong, the way on, and the reference for whoever helps. */
export function errorPage(site: Site, { code, status, sentence, next, requestId }: ErrorPage, nonce: string): string {
  const { error: texts } = site.texts;
  const title = status >= 500 ? texts.ours : texts.title;
  const main = html`<h1>${title}</h1><p>${wordsUnder(texts.sentences, code) ?? phrase(sentence, site.texts)}</p>
<a class="button primary" href="${next}">${texts.next}</a>
<p class="hint links">${texts.reference} <code class="who">${requestId}</code></p>`;
  return layout(site, { title, main, style: styles.page }, nonce);
}
