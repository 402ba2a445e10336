import { attributes, type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { fill } from '../wording.ts';
import type { AccountPage } from './account.ts';

/** The addresses of a person, whether each is confirmed, and what waits to be. */
export function addressList({ addresses, links }: AccountPage, all: Texts): Html | null {
  const { addresses: texts } = all.account;
  if (addresses.length === 0) return null;
  const rows = addresses.map(({ value, verified }) => {
    const state = html`<span class="badge${verified && ' here'}">${verified ? texts.verified : texts.unverified}</span>`;
    const link = { href: links.verification, 'aria-label': fill(texts.verifyThis, { address: value }) };
    return html`<li><div class="about"><p class="name">${value}</p></div>${state}
${!verified && links.verification && html`<a${attributes(link)}>${texts.verify}</a>`}</li>`;
  });
  return html`<h3>${texts.title}</h3><ul class="rows">${rows}</ul>
${addresses.some(({ via }) => via === 'sms') && html`<p class="hint">${texts.smsRisk}</p>`}`;
}
