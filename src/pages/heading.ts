import type { Texts } from './texts/en.ts';
import { type Flow, isButton, isShown } from './ui.ts';

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
}

const has = ({ ui }: Flow, name: string, value?: string): boolean =>
  ui.nodes.some(
    (node) =>
      isButton(node) && node.attributes.name === name && (value === undefined || node.attributes.value === value),
  );

/** What a flow's screen is about, told from its state, its nodes and what it is for. */
export function headingOf(
  kind: FlowKind,
  flow: Flow,
  { setup = false, recovers = false }: { setup?: boolean; recovers?: boolean },
  texts: Texts,
): Heading {
  const { [kind]: own } = texts;
  if (flow.state === 'sent_email') return { title: own.sentTitle };
  if (kind === 'login' && (flow.refresh || flow.requested_aal === 'aal2')) {
    const explained = (flow.ui.messages ?? []).some(({ type }) => type === 'info');
    return { title: texts.login.confirmTitle, confirms: true, ...(!explained && { lead: texts.login.confirmLead }) };
  }
  if (kind === 'verification' && flow.state === 'passed_challenge') return { title: texts.verification.doneTitle };
  if (kind === 'registration') {
    const { step, title, lead, ...words } = texts.registration;
    const steps = (number: string) => step.replace('{step}', number);
    const detailsGiven = !flow.ui.nodes.some((node) => node.group === 'default' && isShown(node));
    if (detailsGiven && has(flow, 'passkey_register_trigger')) {
      if (recovers) return { title: words.recoverTitle, lead: words.recoverLead, makesPasskey: true };
      return { title: words.passkeyTitle, lead: words.passkeyLead, eyebrow: steps('2'), makesPasskey: true };
    }
    const eyebrow = has(flow, 'method', 'profile') ? { eyebrow: steps('1') } : {};
    return setup ? { title: words.setupTitle, lead: words.setupLead, ...eyebrow } : { title, lead, ...eyebrow };
  }
  return { title: own.title, lead: own.lead };
}
