import { styles } from './assets.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { Site } from './site.ts';

export interface ErrorPage {
  title: string;
  /** What happened, in words for the person. */
  sentence: string;
  /** What to do now. */
  next: { label: string; href: string };
  /** For whoever helps: finds the request in the log. */
  requestId: string;
}

/** What went wrong, the way on, and the reference for whoever helps. */
export function errorPage(site: Site, { title, sentence, next, requestId }: ErrorPage, nonce: string): string {
  const main = html`<h1>${title}</h1><p>${sentence}</p>
<a class="button primary" href="${next.href}">${next.label}</a>
<p class="hint links">${site.texts.error.reference} <code class="who">${requestId}</code></p>`;
  return layout(site, { title, main, style: styles.page }, nonce);
}
