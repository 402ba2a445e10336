import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import { wordsUnder } from '../wording.ts';
import type { AccountPage } from './account.ts';

/** What happened to the account lately, newest first. */
export function historySection(events: AccountPage['events'], all: Texts): Html {
  const texts = all.account.history;
  const rows = events.map(
    ({ time: at, type, sentence, ip }) =>
      html`<li><div class="about"><p>${wordsUnder(texts.events, type) ?? sentence}</p><p class="hint">${time(at, all)} · ${ip}</p></div></li>`,
  );
  const body = rows.length === 0 ? html`<p class="lead">${texts.empty}</p>` : html`<ol class="rows">${rows}</ol>`;
  return html`<section id="history"><h2>${texts.title}</h2><p class="lead">${texts.lead}</p>${body}</section>`;
}
