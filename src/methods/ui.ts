import { type MessageId, message, type UiMessage } from './messages.ts';

/** Groups of the wire contract (section 4.2) that STING emits. */
export type Group =
  | 'default'
  | 'profile'
  | 'identifier_first'
  | 'passkey'
  | 'webauthn'
  | 'totp'
  | 'lookup_secret'
  | 'code'
  | 'link'
  | 'password';

/** A node of `ui.nodes` as it goes over the wire. */
export interface UiNode {
  type: 'input' | 'text' | 'script' | 'img' | 'a';
  group: Group;
  attributes: Record<string, unknown> & { node_type: string };
  messages: UiMessage[];
  meta: { label?: UiMessage };
}

interface InputInit {
  type: string;
  value?: unknown;
  label?: UiMessage | MessageId | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  autocomplete?: string | undefined;
  pattern?: string | undefined;
  maxlength?: number | undefined;
  /** The values to choose from. */
  options?: readonly unknown[] | undefined;
  onclick?: Trigger | undefined;
  onload?: Trigger | undefined;
}

type Trigger =
  | 'oryWebAuthnLogin'
  | 'oryWebAuthnRegistration'
  | 'oryPasskeyLogin'
  | 'oryPasskeyLoginAutocompleteInit'
  | 'oryPasskeyRegistration'
  | 'oryPasskeySettingsRegistration';

/** An input node. Triggers carry both the inline handler that stock pages evaluate and the name that others look up. */
export function input(group: Group, name: string, init: InputInit): UiNode {
  const { type, value, label, disabled = false, onclick, onload } = init;
  const { required, autocomplete, pattern, maxlength } = init;
  const options = init.options?.map((each) => ({ value: each }));
  const optional = { value, required, autocomplete, pattern, maxlength, options };
  return {
    type: 'input',
    group,
    attributes: {
      name,
      type,
      ...Object.fromEntries(Object.entries(optional).filter(([, given]) => given !== undefined)),
      ...(onclick ? { onclick: `window.${onclick}(${argument(onclick, value)})`, onclickTrigger: onclick } : {}),
      ...(onload ? { onload: `window.${onload}()`, onloadTrigger: onload } : {}),
      disabled,
      node_type: 'input',
    },
    messages: [],
    meta: label === undefined ? {} : { label: typeof label === 'number' ? message(label) : label },
  };
}

/** The security-key functions take the options that stand in the button's value; the passkey ones find theirs by name. */
function argument(trigger: Trigger, value: unknown): string {
  return trigger.startsWith('oryWebAuthn') ? String(value) : '';
}

export function submit(
  group: Group,
  name: string,
  value: string,
  label: UiMessage | MessageId,
  disabled = false,
): UiNode {
  return input(group, name, { type: 'submit', value, label, disabled });
}

export function text(group: Group, id: string, content: UiMessage, label: UiMessage): UiNode {
  return { type: 'text', group, attributes: { text: content, id, node_type: 'text' }, messages: [], meta: { label } };
}

/** A picture; `src` is a data URL, so that nothing is fetched from elsewhere. */
export function image(group: Group, id: string, src: string, label: UiMessage | MessageId, size = 256): UiNode {
  return {
    type: 'img',
    group,
    attributes: { src, id, width: size, height: size, node_type: 'img' },
    messages: [],
    meta: { label: typeof label === 'number' ? message(label) : label },
  };
}

export function anchor(group: Group, id: string, href: string, title: UiMessage | MessageId): UiNode {
  return {
    type: 'a',
    group,
    attributes: { href, title: typeof title === 'number' ? message(title) : title, id, node_type: 'a' },
    messages: [],
    meta: {},
  };
}

/** The passkey helper as a script node: where it is, and the hash of exactly its bytes. */
export function script(src: string, integrity: string, nonce: string): UiNode {
  return {
    type: 'script',
    group: 'webauthn',
    attributes: {
      src,
      integrity,
      nonce,
      async: true,
      crossorigin: 'anonymous',
      referrerpolicy: 'no-referrer',
      type: 'text/javascript',
      id: 'webauthn_script',
      node_type: 'script',
    },
    messages: [],
    meta: {},
  };
}
