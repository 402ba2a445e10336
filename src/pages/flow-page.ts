import type { Scripts } from './assets.ts';
import { styles } from './assets.ts';
import { fieldInQuestion, forms } from './forms.ts';
import { type FlowKind, type Heading, headingOf, type Occasion } from './heading.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { type Links, linksBelow } from './links.ts';
import { containerMessage } from './message.ts';
import type { Site } from './site.ts';
import type { Texts } from './texts/en.ts';
import { codeIsClosed, type Flow, isButton, isField, type UiNode, valueNamed } from './ui.ts';
import { fill } from './wording.ts';

/** A flow, and what its nodes do not tell of it. */
export interface FlowPage extends Occasion {
  flow: Flow;
  links?: Links;
  /** Somebody comes here from signing out. */
  signedOut?: boolean;
}

/** The choice-of-credential prompt says what the heading of the passkey screen says better. */
const saidByHeading = 1040009;

/** A login, registration, recovery or verification flow as a page. */
export function flowPage(site: Site, kind: FlowKind, data: FlowPage, nonce: string): string {
  const { texts } = site;
  const flow = data.setup ? withoutDetour(data.flow) : data.flow;
  const links = { ...data.links, ...(data.setup && { login: undefined }) };
  const heading = headingOf(kind, flow, data, texts);
  const messages = (flow.ui.messages ?? []).filter(({ id }) => !(heading.makesPasskey && id === saidByHeading));
  const asksKey = flow.ui.nodes.some((node) => node.type === 'input' && node.attributes.onclickTrigger !== undefined);
  const failed = [...messages, ...flow.ui.nodes.flatMap((node) => node.messages)].some(({ type }) => type === 'error');
  const inQuestion = fieldInQuestion(flow);
  // The eye goes to the field that is wrong, else to what is said of the whole.
  const fieldWrong = flow.ui.nodes.some((node) => isField(node) && node.messages.some(({ type }) => type === 'error'));
  // Whoever failed to sign in reads at once what to do without the passkey.
  const lost = kind === 'login' && failed && !heading.sent && !heading.confirms && links.recovery;

  const closed = codeIsClosed(flow);
  const main = html`${heading.eyebrow && html`<p class="eyebrow">${heading.eyebrow}</p>`}<h1>${heading.title}</h1>
${heading.lead && html`<p class="lead">${heading.lead}</p>`}
${messages.map((message) =>
  message.type === 'error'
    ? containerMessage(message, texts, { id: 'problem', focus: closed || (!inQuestion && !fieldWrong) })
    : containerMessage(message, texts),
)}
${data.signedOut && messages.length === 0 && html`<p class="success" role="status">${texts.notices.signedOut.title}.</p>`}
${lost && html`<p><a href="${lost}">${texts.login.toRecovery}</a></p>`}
${addressee(heading, flow, texts)}
${asksKey && html`<noscript><p class="banner">${texts.needsScript}</p></noscript>`}
${
  closed
    ? html`<a class="button primary" href="${links.restart ?? `/${kind}`}">${texts.error.ways.again}</a>`
    : forms(flow, {
        texts,
        keysFirst: kind === 'login',
        folds: heading.confirms === true,
        inQuestion,
        ...words(kind, heading, texts),
      })
}
${linksBelow(kind, heading, { ...links, ...(lost && { recovery: undefined }), ...(closed && { restart: undefined }) }, texts)}`;

  return layout(
    site,
    {
      title: failed ? (fill(texts.errorTitle, { title: heading.title }) ?? heading.title) : heading.title,
      main,
      style: styles.page,
      script: scriptFor(flow, site.scripts),
      developmentNote: heading.sent === true && site.printsMail && texts.developmentMail,
    },
    nonce,
  );
}

/** Whoever sets up an installation makes a passkey: no code by mail is to be all that its owner signs in with. */
function withoutDetour(flow: Flow): Flow {
  if (flow.state === 'sent_email') return flow;
  const detour = (node: UiNode) => node.group === 'code' && isButton(node) && node.attributes.name === 'method';
  return { ...flow, ui: { ...flow.ui, nodes: flow.ui.nodes.filter((node) => !detour(node)) } };
}

/** What our screens say otherwise than the labels of the contract, which serve several of them. */
function words(kind: FlowKind, { confirms, makesPasskey }: Heading, { login, registration }: Texts) {
  if (makesPasskey) {
    return {
      quiet: ['code'],
      relabel: { 'code.method': registration.withoutPasskey },
      hints: { 'code.method': registration.withoutHint },
    };
  }
  if (kind !== 'login') return {};
  return {
    ...(confirms && { relabel: { 'passkey.passkey_login_trigger': login.confirmPasskey } }),
    hints: { 'passkey.passkey_login_trigger': login.passkeyHint },
  };
}

/** The script that the flow's nodes ask for, if any. */
function scriptFor({ ui }: Flow, scripts: Scripts): Html | undefined {
  const triggers = ui.nodes.flatMap((node) =>
    node.type === 'input' ? [node.attributes.onclickTrigger ?? node.attributes.onloadTrigger ?? ''] : [],
  );
  if (triggers.some((trigger) => trigger.endsWith('Registration'))) return scripts.enrolment;
  if (triggers.some((trigger) => trigger !== '')) return scripts.signIn;
  return ui.nodes.some(isField) ? scripts.code : undefined;
}

/** Whom the screen is about: to whom a code went, or for whom a passkey is made, so that a mistyped address is noticed. */
function addressee({ sent, makesPasskey, identified }: Heading, { ui }: Flow, texts: Texts): Html | null {
  const [address = ''] = ['identifier', 'traits.email', 'email', 'traits.phone', 'sms']
    .map((name) => valueNamed(ui.nodes, name))
    .filter((value) => value !== '');
  if (address === '' || !(sent || makesPasskey || identified)) return null;
  const said = sent ? texts.sentTo : makesPasskey && texts.registration.passkeyFor;
  return html`<p>${said} <span class="who">${address}</span></p>`;
}
