import { styles } from './assets.ts';
import { attributes, html } from './html.ts';
import { layout } from './layout.ts';
import type { Site } from './site.ts';
import type { Texts } from './texts/en.ts';

export interface ConfirmPage {
  /** Where the form posts, such as `/disown`. */
  action: string;
  /** The one-time token of the mail's link; the form sends it as `token`. */
  token: string;
  /** Where somebody goes who does not want it. */
  decline: string;
}

/**
 * What the link of a notice opens: says what will happen and does it at the press of a button. Opening it changes
 * nothing, since mail programs open links too.
 */
export function confirmPage(
  site: Site,
  { title, lead, effects, confirm, decline }: Texts['disown'],
  data: ConfirmPage,
  nonce: string,
): string {
  const token = { type: 'hidden', name: 'token', value: data.token };
  const main = html`<h1>${title}</h1><p>${lead}</p><ul class="effects">${effects.map((effect) => html`<li>${effect}</li>`)}</ul>
<form action="${data.action}" method="post"><input${attributes(token)}><button class="primary">${confirm}</button></form>
<p class="links"><a href="${data.decline}">${decline}</a></p>`;
  return layout(site, { title, main, style: styles.page }, nonce);
}
