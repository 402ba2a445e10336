import type { Texts } from './texts/en.ts';
import { type Flow, isShown, offers, valueNamed } from './ui.ts';
import { fill } from './wording.ts';

export type FlowKind = 'login' | 'registration' | 'recovery' | 'verification';

export interface Heading {
  title: string;
  lead?: string;
  /** Small line above the title. */
  eyebrow?: string;
  /** This is the second look at somebody who is already known. */
  confirms?: boolean;
  /** This screen asks to make a passkey. */
  makesPasskey?: boolean;
  /** Something was sent to somebody, who reads it now. */
  sent?: boolean;
  /** Sign-in asked for the address first and now knows it. */
  identified?: string;
}

/** What a flow is for, beside what its nodes tell. */
export interface Occasion {
  /** The registration that makes the owner of a new installation. */
  setup?: boolean;
  /** The registration that lets the owner back in with a new passkey. */
  recovers?: boolean;
  /** Registration: a code has proven the address before this page. */
  addressProven?: boolean;
  /** Verification: of a new address that is to replace the old one. */
  changesAddress?: boolean;
}

/** What a flow's screen is about, told from its state, its nodes and what it is for. */
export function headingOf(kind: FlowKind, flow: Flow, occasion: Occasion, texts: Texts): Heading {
  if (kind === 'registration') return registration(flow, occasion, texts);
  const confirms = kind === 'login' && (flow.refresh === true || flow.requested_aal === 'aal2');
  if (kind === 'verification' && occasion.changesAddress && flow.state !== 'passed_challenge') {
    const { changeTitle, changeLead } = texts.verification;
    return { title: changeTitle, lead: changeLead, sent: flow.state === 'sent_email' };
  }
  if (flow.state === 'sent_email') return { title: sentTitle(kind, flow, texts), sent: true, confirms };
  if (confirms) {
    const explained = (flow.ui.messages ?? []).some(({ type }) => type === 'info');
    return { title: texts.login.confirmTitle, confirms, ...(!explained && { lead: texts.login.confirmLead }) };
  }
  if (kind === 'verification' && flow.state === 'passed_challenge') return { title: texts.verification.doneTitle };
  const { title, lead } = texts[kind];
  const asksAddress = flow.ui.nodes.some((node) => isShown(node) && node.group === 'default');
  const identified = kind === 'login' && !asksAddress ? valueNamed(flow.ui.nodes, 'identifier') : '';
  return identified === '' ? { title, lead } : { title, identified };
}

function sentTitle(kind: FlowKind, { ui }: Flow, texts: Texts): string {
  const asksCode = ui.nodes.some((node) => node.type === 'input' && node.attributes.name === 'code');
  return asksCode ? texts[kind].sentTitle : texts.linkSentTitle;
}

function registration(flow: Flow, { setup, recovers, addressProven }: Occasion, texts: Texts): Heading {
  const { step, title, lead, ...words } = texts.registration;
  const sent = flow.state === 'sent_email';
  const eyebrow = (number: number) => ({ eyebrow: fill(step, { step: number }) ?? '' });
  if (sent) return { title: sentTitle('registration', flow, texts), sent, ...eyebrow(2) };

  const detailsGiven = !flow.ui.nodes.some((node) => node.group === 'default' && isShown(node));
  if (detailsGiven && offers(flow, 'passkey_register_trigger')) {
    if (recovers) return { title: words.recoverTitle, lead: words.recoverLead, makesPasskey: true };
    return {
      title: words.passkeyTitle,
      lead: words.passkeyLead,
      ...eyebrow(addressProven ? 3 : 2),
      makesPasskey: true,
    };
  }
  const first = offers(flow, 'method', 'profile') ? eyebrow(1) : {};
  return setup ? { title: words.setupTitle, lead: words.setupLead, ...first } : { title, lead, ...first };
}
