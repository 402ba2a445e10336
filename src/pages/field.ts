import { attributes, type Html, html } from './html.ts';
import { fieldMessages } from './message.ts';
import type { Texts } from './texts/en.ts';
import { type InputNode, triggers } from './ui.ts';
import { fill, wordsFor, wordsUnder } from './wording.ts';

/** Whether a trigger is a function of the passkey script; no other function of the page may be named by a node. */
export function knownTrigger(name: string | undefined): string | undefined {
  return triggers.find((trigger) => trigger === name);
}

/** Purpose of fields for which the server states none (WCAG 2.2 §1.3.5). */
const purposes: Record<string, string> = {
  'traits.email': 'email',
  'traits.name.first': 'given-name',
  'traits.name.last': 'family-name',
  'traits.phone': 'tel',
  code: 'one-time-code',
  totp_code: 'one-time-code',
};
const codes = ['code', 'totp_code'];
/** Typed exactly: no spelling help, no capital at the start. */
const verbatim = ['identifier', 'email', 'traits.email', 'lookup_secret', ...codes];

function labelOf({ attributes: { name, label: own }, meta }: InputNode, texts: Texts): string {
  const label = meta.label ?? own;
  if (label) return wordsFor(label, texts);
  const words = wordsUnder(texts.labels, name) ?? name.replace(/^traits\./, '').replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** People fill in what they take for required, so a trait that is not says so. */
function labelWithNeed(node: InputNode, texts: Texts): Html {
  const optional = node.attributes.name.startsWith('traits.') && node.attributes.required !== true;
  return html`${labelOf(node, texts)}${optional && html` <span class="hint">${texts.optional}</span>`}`;
}

function hiddenField({ name, value, onloadTrigger, disabled }: InputNode['attributes']): Html {
  const onload = knownTrigger(onloadTrigger);
  const members = { type: 'hidden', name, value: value ?? '', disabled, 'data-onload': onload };
  return html`<input${attributes({ ...members, value: String(members.value) })}>`;
}

/** The browser's autofill lists passkeys here, once a script has asked for them. */
const offersPasskeys = ({ autocomplete = '' }: InputNode['attributes']): boolean => /\bwebauthn\b/.test(autocomplete);

function hintOf(input: InputNode['attributes'], texts: Texts): string | undefined {
  if (input.name === 'identifier' && !offersPasskeys(input)) return undefined;
  return wordsUnder(texts.hints, input.name);
}

/** An input with its label, its hint and its messages; hidden inputs stand bare. */
export function field(
  node: InputNode,
  texts: Texts,
  { required, inQuestion }: { required: boolean; inQuestion: boolean },
): Html {
  const input = node.attributes;
  if (input.type === 'hidden') return hiddenField(input);

  const { name, type, value, options } = input;
  const id = `field-${name.replace(/[^\w-]/g, '-')}`;
  const { maxlength } = input;
  const said = node.messages.length === 0 ? hintOf(input, texts) : undefined;
  const hint = said && fill(said, { digits: maxlength ?? 6 });
  const wrong = inQuestion || node.messages.some((message) => message.type === 'error');
  const described = [inQuestion && 'problem', hint && `${id}-hint`, node.messages.length > 0 && `${id}-message`]
    .filter(Boolean)
    .join(' ');
  const common = {
    id,
    name,
    required,
    disabled: input.disabled,
    autocomplete: input.autocomplete ?? purposes[name],
    autofocus: wrong || name === 'code',
    'aria-invalid': wrong ? 'true' : undefined,
    'aria-describedby': described || undefined,
  };
  const label = html`<label for="${id}">${labelWithNeed(node, texts)}</label>`;
  const notes = [
    hint && html`<p class="hint${offersPasskeys(input) && ' script'}" id="${id}-hint">${hint}</p>`,
    fieldMessages(`${id}-message`, node.messages, texts),
  ];

  if (type === 'checkbox') {
    const box = { ...common, type, value: 'true', checked: value === true || value === 'true' };
    return html`<div class="field"><label><input${attributes(box)}>${labelOf(node, texts)}</label>${notes}</div>`;
  }
  if (options) {
    const choices = options.map((option) => {
      const members = { value: String(option.value), selected: option.value === value };
      return html`<option${attributes(members)}>${String(option.value)}</option>`;
    });
    const empty = !required && html`<option value=""></option>`;
    return html`<div class="field">${label}<select${attributes(common)}>${empty}${choices}</select>${notes}</div>`;
  }
  const members = {
    ...common,
    type,
    value: value === '' || value === null ? undefined : value === undefined ? undefined : String(value),
    pattern: codes.includes(name) ? '[0-9 \\-]*' : input.pattern,
    // A code is pasted with the spaces that stand in its message; the server counts its digits.
    maxlength: codes.includes(name) ? undefined : maxlength,
    inputmode: codes.includes(name) ? 'numeric' : undefined,
    spellcheck: verbatim.includes(name) ? 'false' : undefined,
    autocapitalize: verbatim.includes(name) ? 'none' : undefined,
  };
  return html`<div class="field${codes.includes(name) && ' code'}">${label}<input${attributes(members)}>${notes}</div>`;
}
