import { styles } from './assets.ts';
import { forms } from './forms.ts';
import { type FlowKind, type Heading, headingOf } from './heading.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { containerMessage } from './message.ts';
import type { Site } from './site.ts';
import type { Texts } from './texts/en.ts';
import { type Flow, valueNamed } from './ui.ts';
import { fill } from './wording.ts';

export interface FlowPage {
  flow: Flow;
  /** The registration that makes the owner of a new installation. */
  setup?: boolean;
  /** The registration that lets the owner back in with a new passkey. */
  recovers?: boolean;
  /** Where else a person may want to go; an absent link is not offered. */
  links?: { login?: string; registration?: string; recovery?: string; logout?: string };
}

/** The choice-of-credential prompt says what the heading of the passkey screen says better. */
const saidByHeading = 1040009;

/** A login, registration, recovery or verification flow as a page. */
export function flowPage(site: Site, kind: FlowKind, data: FlowPage, nonce: string): string {
  const { texts } = site;
  const { flow } = data;
  const heading = headingOf(kind, flow, data, texts);
  const messages = (flow.ui.messages ?? []).filter(({ id }) => !(heading.makesPasskey && id === saidByHeading));
  const asksKey = flow.ui.nodes.some((node) => node.type === 'input' && node.attributes.onclickTrigger !== undefined);
  const failed = [...messages, ...flow.ui.nodes.flatMap((node) => node.messages)].some(({ type }) => type === 'error');

  const main = html`${heading.eyebrow && html`<p class="eyebrow">${heading.eyebrow}</p>`}<h1>${heading.title}</h1>
${heading.lead && html`<p class="lead">${heading.lead}</p>`}
${heading.makesPasskey && address(flow, texts)}
${messages.map((message) => containerMessage(message, texts))}
${asksKey && html`<noscript><p class="banner">${texts.needsScript}</p></noscript>`}
${forms(flow, {
  texts,
  keysFirst: kind === 'login',
  ...(heading.confirms && { relabel: { passkey_login_trigger: texts.login.confirmPasskey } }),
  keyHint: kind === 'login' ? texts.login.passkeyHint : undefined,
})}
${links(kind, heading, data, texts)}`;

  return layout(
    site,
    {
      title: failed ? (fill(texts.errorTitle, { title: heading.title }) ?? heading.title) : heading.title,
      main,
      style: styles.page,
      script: asksKey || usesAutofill(flow) ? site.scripts.passkey : undefined,
    },
    nonce,
  );
}

function usesAutofill({ ui }: Flow): boolean {
  return ui.nodes.some((node) => node.type === 'input' && node.attributes.onloadTrigger !== undefined);
}

/** For whom the passkey is made, so that a mistyped address is noticed before it is stored on a device. */
function address({ ui }: Flow, texts: Texts): Html | null {
  const email = valueNamed(ui.nodes, 'traits.email');
  return email === '' ? null : html`<p>${texts.registration.passkeyFor} <span class="who">${email}</span></p>`;
}

function links(
  kind: FlowKind,
  { confirms, makesPasskey }: Heading,
  { links: to = {} }: FlowPage,
  texts: Texts,
): Html | null {
  const offered: [string | undefined, string][] = confirms
    ? [
        [to.recovery, texts.login.toRecovery],
        [to.logout, texts.account.signOut],
      ]
    : kind === 'login'
      ? [
          [to.registration, texts.login.toRegistration],
          [to.recovery, texts.login.toRecovery],
        ]
      : [[to.login, texts[kind].toLogin]];
  if (makesPasskey) return null;
  const written = offered.filter(([href]) => href !== undefined);
  if (written.length === 0) return null;
  return html`<nav class="links">${written.map(([href, words]) => html`<a href="${href}">${words}</a>`)}</nav>`;
}
