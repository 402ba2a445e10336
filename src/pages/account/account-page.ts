import { styles } from '../assets.ts';
import { strayMessages } from '../forms.ts';
import { attributes, type Html, html } from '../html.ts';
import { layout } from '../layout.ts';
import { containerMessage } from '../message.ts';
import { node } from '../node.ts';
import type { Site } from '../site.ts';
import type { Texts } from '../texts/en.ts';
import { isButton, isShown, type UiNode } from '../ui.ts';
import { fill } from '../wording.ts';
import type { AccountPage } from './account.ts';
import { historySection } from './history.ts';
import { passkeyList, signal } from './passkeys.ts';
import { sessionSection } from './sessions.ts';

const lookup = 'lookup_secret';
/** Sections that stand at the top in this order; other groups follow as the server lists them. */
const order = ['profile', 'passkey', lookup];
/** So few codes that a person should make new ones. */
const fewCodes = 3;

/** The settings flow as the account page, a section and a form for each group, with sessions and history beside it. */
export function accountPage(site: Site, data: AccountPage, nonce: string): string {
  const { texts } = site;
  const { flow, links } = data;
  const groups = new Set(flow.ui.nodes.filter(isShown).map(({ group }) => group));
  groups.delete('default');
  const showsCodes = flow.ui.nodes.some(({ type, group }) => type === 'text' && group === lookup);
  // Codes that are shown once come first: nobody should miss them below the fold.
  const ordered = [...(showsCodes ? [lookup] : []), ...order, ...groups].filter((group) => groups.delete(group));
  const messages = flow.ui.messages ?? [];

  const header = html`<nav>${links.console && html`<a href="${links.console}">${texts.account.console}</a>`}${links.logout && html`<a href="${links.logout}">${texts.account.signOut}</a>`}</nav>`;
  const main = html`<h1>${texts.account.title}</h1><p class="lead who">${data.displayName}</p>
${messages.map((message) => containerMessage(message, texts))}
<noscript><p class="banner">${texts.account.needsScript}</p></noscript>
${ordered.map((group) => groupSection(group, data, showsCodes, texts))}
${sessionSection(data.sessions, texts)}${historySection(data.events, texts)}
<div class="toast" id="account-live" role="status"></div>`;
  return layout(
    site,
    { title: texts.account.title, main, style: styles.account, script: site.scripts.account, header },
    nonce,
  );
}

function groupSection(group: string, data: AccountPage, showsCodes: boolean, texts: Texts): Html {
  const { ui } = data.flow;
  const common = ui.nodes.filter((one) => one.group === 'default');
  const own = ui.nodes.filter((one) => one.group === group);
  // The list beside the flow stands for the remove buttons; what the server says about one stands above the form.
  const listed = own.filter((one) => one.type === 'input' && one.attributes.name === 'passkey_remove');
  const nodes = [...common, ...own.filter((one) => !listed.includes(one))];
  const stray = [
    ...strayMessages(nodes, texts),
    ...listed.flatMap(({ messages }) => messages.map((message) => containerMessage(message, texts))),
  ];

  const formId = `form-${group}`;
  const members = { id: formId, action: ui.action, method: ui.method };
  const section = { id: group, class: showsCodes && group === lookup && 'printed' };
  const style = { texts, insists: false, owner: data.displayName };
  const controls = nodes.map((one) => node(one, { ...style, weight: isWayOn(one, showsCodes) ? 'primary' : 'normal' }));
  return html`<section${attributes(section)}${group === 'passkey' && signal(data)}><h2>${texts.groups[group] ?? group}</h2>${stray}
${above(group, data, formId, showsCodes, texts)}<form${attributes(members)}>${controls}</form></section>`;
}

/** One primary action on the page: confirming fresh codes, else adding a passkey. */
function isWayOn(one: UiNode, showsCodes: boolean): boolean {
  if (!isButton(one)) return false;
  return one.attributes.name === (showsCodes ? 'lookup_secret_confirm' : 'passkey_register_trigger');
}

function above(group: string, data: AccountPage, formId: string, showsCodes: boolean, texts: Texts): Html | null {
  if (group === 'passkey') {
    const lead = data.passkeys.length > 0 && html`<p class="lead">${texts.account.passkeys.lead}</p>`;
    return html`${lead}${passkeyList(data.passkeys, formId, texts)}`;
  }
  if (group !== lookup || showsCodes) return null;
  const { lead, none, left, few } = texts.account.backupCodes;
  const count = data.backupCodesLeft;
  return html`<p class="lead">${lead}</p><p>${count === null ? none : fill(left, { count })}</p>
${count !== null && count <= fewCodes && html`<p class="banner">${few}</p>`}`;
}
