import { strayMessages } from '../forms.ts';
import { attributes, type Html, html } from '../html.ts';
import { containerMessage } from '../message.ts';
import { node } from '../node.ts';
import type { Texts } from '../texts/en.ts';
import { isButton, type UiNode } from '../ui.ts';
import { wordsUnder } from '../wording.ts';
import type { AccountPage } from './account.ts';
import { adds } from './addition.ts';
import { signal } from './keys.ts';
import { lead } from './lead.ts';
import { removal } from './removal.ts';

/** Buttons that the lists beside the flow stand for. */
const listed = ['passkey_remove', 'webauthn_remove'];

/** How a section is to be shown. */
export interface SectionStyle {
  /** The one button of the page that is the way on. */
  primary: UiNode | undefined;
  /** It shows codes that nobody will see again. */
  showsCodes: boolean;
  /** The person is invited to add a first passkey here. */
  invites: boolean;
}

/** One group of the settings flow: a heading, what the person has, and a form. */
export function section(group: string, data: AccountPage, style: SectionStyle, texts: Texts): Html {
  const { ui } = data.flow;
  const formId = `form-${group}`;
  const common = ui.nodes.filter((one) => one.group === 'default');
  const own = ui.nodes.filter((one) => one.group === group);
  const inList = own.filter((one) => one.type === 'input' && listed.includes(one.attributes.name));
  const dangers = own.flatMap((one) => dangerOf(one, formId, texts) ?? []);
  const held = data.heldUntil !== undefined;
  const nodes = [
    ...common,
    ...own.filter((one) => !inList.includes(one) && !dangerOf(one, formId, texts) && !(held && adds(one))),
  ];
  const stray = [
    ...strayMessages(nodes, texts),
    ...inList.flatMap(({ messages }) => messages.map((message) => containerMessage(message, texts))),
  ];

  const controls = nodes.map((one) =>
    node(one, {
      texts,
      insists: false,
      owner: data.displayName,
      weight: one === style.primary ? 'primary' : 'normal',
    }),
  );
  const form = html`<form${attributes({ id: formId, action: ui.action, method: ui.method })}>${controls}</form>`;
  const members = {
    id: group,
    class:
      [style.showsCodes && 'printed', style.invites && 'invite', style.invites && !mustEnrol(data) && 'script']
        .filter(Boolean)
        .join(' ') || undefined,
  };
  const title = style.invites ? texts.account.invite.title : (wordsUnder(texts.groups, group) ?? group);
  return html`<section${attributes(members)}${group === 'passkey' && signal(data)}><h2>${title}</h2>${stray}
${!style.showsCodes && lead(group, data, formId, texts)}${enrols(nodes) ? folded(nodes, form, texts) : form}
${dangers}${style.invites && !mustEnrol(data) && data.links.console && html`<p class="links"><a href="${data.links.console}">${texts.account.invite.later}</a></p>`}</section>`;
}

/** Whether nothing else opens until a key is added. */
const mustEnrol = ({ enrolment }: AccountPage): boolean => enrolment?.dueAt === null;

/** Setting up an authenticator app shows a secret, so it waits until it is asked for, or was tried. */
const enrols = (nodes: readonly UiNode[]): boolean => nodes.some(({ type }) => type === 'img');

function folded(nodes: readonly UiNode[], form: Html, { account: { authenticatorApp: texts } }: Texts): Html {
  const open = nodes.some(({ messages }) => messages.length > 0);
  return html`<details${attributes({ class: 'set-up', open })}><summary>${texts.setUp}</summary><p>${texts.scan}</p>${form}</details>`;
}

/** What a button takes away for good is said before it is pressed. */
function dangerOf(
  one: UiNode,
  formId: string,
  { account: { authenticatorApp, backupCodes, remove }, messages }: Texts,
): Html | null {
  if (!isButton(one)) return null;
  const { name, value } = one.attributes;
  const warnings: Record<string, string> = {
    totp_unlink: authenticatorApp.removeWarning,
    lookup_secret_disable: backupCodes.removeWarning,
  };
  const warning = wordsUnder(warnings, name);
  if (warning === undefined) return null;
  const confirm = name === 'totp_unlink' ? messages[1050004] : messages[1050016];
  return removal({ formId, name, value: String(value ?? 'true'), summary: remove, warning, confirm });
}
