import { styles } from '../assets.ts';
import { html } from '../html.ts';
import { layout } from '../layout.ts';
import { containerMessage } from '../message.ts';
import type { Site } from '../site.ts';
import { time } from '../time.ts';
import { isButton, isShown, offers, type UiNode } from '../ui.ts';
import type { AccountPage } from './account.ts';
import { adds } from './addition.ts';
import { deletionSection } from './deletion.ts';
import { historySection } from './history.ts';
import { savedOf } from './saved.ts';
import { section } from './section.ts';
import { sessionSection } from './sessions.ts';

const lookup = 'lookup_secret';
/** Sections that stand at the top in this order; other groups follow as the server lists them. */
const order = ['profile', 'passkey', 'webauthn', 'totp', lookup, 'password'];
/** Ways on in this order: the page has one primary action. */
const waysOn = ['lookup_secret_confirm', 'method=code', 'passkey_register_trigger'];

/** The settings flow as the account page, a section and a form for each group, with sessions and history beside it. */
export function accountPage(site: Site, data: AccountPage, nonce: string): string {
  const { texts } = site;
  const { flow, links } = data;
  const groups = new Set(flow.ui.nodes.filter(isShown).map(({ group }) => group));
  groups.delete('default');
  const showsCodes = flow.ui.nodes.some(({ type, group }) => type === 'text' && group === lookup);
  const invites =
    data.passkeys.length === 0 && data.heldUntil === undefined && offers(flow, 'passkey_register_trigger');
  // First what nobody should miss: codes that are shown once, a code to enter, the passkey that is missing.
  const first = [...(showsCodes ? [lookup] : []), 'code', ...(invites || data.enrolment !== null ? ['passkey'] : [])];
  const ordered = [...first, ...order, ...groups].filter((group) => groups.delete(group));
  const primary = wayOn(flow.ui.nodes.filter((node) => data.heldUntil === undefined || !adds(node)));

  const header = html`<nav>${links.console && html`<a href="${links.console}">${texts.account.console}</a>`}${links.logout && html`<a href="${links.logout}">${texts.account.signOut}</a>`}</nav>`;
  const main = html`<h1>${texts.account.title}</h1><p class="lead who">${data.displayName}</p>
${(flow.ui.messages ?? []).map((message) => containerMessage(savedOf(message, data, texts), texts, { focus: message.type === 'error' }))}
${data.sealOpenUntil !== undefined && html`<p class="banner">${texts.account.sealOpen} ${time(data.sealOpenUntil, texts)}</p>`}
${data.heldUntil !== undefined && html`<p class="banner">${texts.account.held} ${time(data.heldUntil, texts)}</p>`}
<noscript><p class="banner">${texts.account.needsScript}</p></noscript>
${ordered.map((group) =>
  section(
    group,
    data,
    { primary, showsCodes: showsCodes && group === lookup, invites: invites && group === 'passkey' },
    texts,
  ),
)}
${sessionSection(data.sessions, texts)}${historySection(data.events, texts)}${deletionSection(data, texts)}
<div class="toast" id="account-live" role="status"></div>`;
  return layout(
    site,
    { title: texts.account.title, main, style: styles.account, script: site.scripts.account, header },
    nonce,
  );
}

function wayOn(nodes: readonly UiNode[]): UiNode | undefined {
  const buttons = nodes.filter(isButton);
  const named = (way: string) =>
    buttons.find(({ attributes: { name, value } }) => way === name || way === `${name}=${value}`);
  return waysOn.map(named).find((button) => button !== undefined);
}
