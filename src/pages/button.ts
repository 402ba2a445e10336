import { knownTrigger } from './field.ts';
import { attributes, type Html, html } from './html.ts';
import { keyIcon } from './mark.ts';
import { fieldMessages } from './message.ts';
import type { Texts } from './texts/en.ts';
import type { InputNode } from './ui.ts';
import { wordsFor } from './wording.ts';

/** The label of every button that sends another code, whatever its name. */
const sendsAgain = 1070008;

export type Weight = 'primary' | 'normal' | 'quiet';

/** Ways back and sideways are quiet: nobody should mistake them for the way on. */
export function isQuiet({ attributes: { name, value }, meta }: InputNode): boolean {
  return name === 'screen' || name === 'resend' || value === 'profile:back' || sendsAgain === meta.label?.id;
}

/**
 * A button of a flow. One that asks the authenticator is wired by the page's script through `data-trigger` and has a
 * live region for what goes wrong; all others send the form with their name and value. Only a `method` wants its
 * fields filled: going back or sending another code does not.
 */
export function button(node: InputNode, texts: Texts, weight: Weight, label?: string): Html {
  const { name, type, value, disabled, onclickTrigger } = node.attributes;
  const trigger = knownTrigger(onclickTrigger);
  if (type === 'button' && trigger === undefined) return html``;

  const words = label ?? (node.meta.label ? wordsFor(node.meta.label, texts) : String(value ?? name));
  const id = `button-${name}-${value ?? ''}`.replace(/[^\w-]/g, '-');
  const members = {
    type,
    name,
    value: value === null || value === undefined ? undefined : String(value),
    disabled,
    class: [weight !== 'normal' && weight, trigger && 'script'].filter(Boolean).join(' ') || undefined,
    formnovalidate: type === 'submit' && name !== 'method',
    'data-trigger': trigger,
    'data-waiting': trigger && texts.waiting,
    'aria-describedby': node.messages.length > 0 ? `${id}-message` : undefined,
  };
  const content = trigger ? html`${keyIcon}<span data-label>${words}</span>` : words;
  const live = trigger && html`<p data-live role="alert"></p>`;
  return html`<button${attributes(members)}>${content}</button>${fieldMessages(`${id}-message`, node.messages, texts)}${live}`;
}
