import { styles } from './assets.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import type { Site } from './site.ts';
import type { Texts } from './texts/en.ts';

export type Notice = keyof Texts['notices'];

/** A page that only says something and where to go on: signed out, a spent link. */
export function noticePage(site: Site, notice: Notice, nextHref: string, nonce: string): string {
  const { title, sentence, next } = site.texts.notices[notice];
  const main = html`<h1>${title}</h1><p class="lead">${sentence}</p><a class="button primary" href="${nextHref}">${next}</a>`;
  return layout(site, { title, main, style: styles.page }, nonce);
}
