import { attributes, type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import type { AccountPage } from './account.ts';

/** Giving up the account: what will happen, and what is in the way. It works by script, after a proof for exactly this. */
export function deletionSection({ deletion }: AccountPage, all: Texts): Html {
  const { deletion: texts } = all.account;
  const { blockers, at } = deletion;
  const body = blockers.lastOwner || blockers.jars.length > 0 ? inTheWay(blockers, texts) : asked(deletion, all);
  const done = html`<template id="closed" data-title="${texts.doneTitle}"><p>${texts.gone} ${time(at, all)}</p>
<a class="button" href="/login">${texts.next}</a></template>`;
  return html`<section id="delete"><h2>${texts.title}</h2><p class="lead">${texts.lead}</p>${body}${done}</section>`;
}

function inTheWay({ lastOwner, jars }: AccountPage['deletion']['blockers'], texts: Texts['account']['deletion']): Html {
  const links = jars.map(({ name, href }) => html`<li><a href="${href}">${name}</a></li>`);
  return html`${lastOwner && html`<p>${texts.lastOwner}</p>`}
${jars.length > 0 && html`<p>${texts.ownsJars}</p><ul class="effects">${links}</ul>`}`;
}

function asked({ at, keepable }: AccountPage['deletion'], all: Texts): Html {
  const { deletion: texts } = all.account;
  const effects = [
    ...texts.effects,
    html`${texts.gone} ${time(at, all)}`,
    keepable ? texts.keepable : texts.notKeepable,
  ].map((effect) => html`<li>${effect}</li>`);
  return html`<details class="script"><summary>${texts.summary}</summary><ul class="effects">${effects}</ul>
<button type="button" class="danger" data-delete>${texts.confirm}</button>${proof('totp', texts)}${proof('lookup_secret', texts)}</details>`;
}

/** The script shows the one that it needs: where there is a passkey, none. */
function proof(method: 'totp' | 'lookup_secret', texts: Texts['account']['deletion']): Html {
  const id = `proof-${method}`;
  const input = {
    id,
    name: 'code',
    required: true,
    maxlength: 64,
    autocomplete: 'one-time-code',
    inputmode: method === 'totp' ? 'numeric' : undefined,
    autocapitalize: 'none',
    spellcheck: 'false',
  };
  return html`<form data-proof="${method}" hidden><div class="field"><label for="${id}">${texts.proofs[method]}</label><input${attributes(input)}></div>
<button>${texts.prove}</button></form>`;
}
