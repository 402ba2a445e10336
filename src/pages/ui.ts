/** The user interface container of a self-service flow, as Kratos's wire contract has it. */
export interface UiMessage {
  id: number;
  text: string;
  type: 'info' | 'error' | 'success';
  context?: Record<string, unknown>;
}

/** Functions of the passkey script that a node may ask for. */
export const triggers = [
  'oryWebAuthnRegistration',
  'oryWebAuthnLogin',
  'oryPasskeyLogin',
  'oryPasskeyLoginAutocompleteInit',
  'oryPasskeyRegistration',
  'oryPasskeySettingsRegistration',
] as const;

export interface InputAttributes {
  name: string;
  /** text, hidden, submit, button, email, ... */
  type: string;
  disabled?: boolean;
  value?: string | number | boolean | null;
  required?: boolean;
  pattern?: string;
  autocomplete?: string;
  maxlength?: number;
  label?: UiMessage;
  options?: readonly { value: string | number | boolean }[];
  onclickTrigger?: string;
  onloadTrigger?: string;
}

interface NodeOf<Type extends string, Attributes> {
  type: Type;
  group: string;
  attributes: Attributes;
  messages: readonly UiMessage[];
  meta: { label?: UiMessage };
}

export type InputNode = NodeOf<'input', InputAttributes>;
type ButtonNode = InputNode & { attributes: { type: 'submit' | 'button' } };
export type TextNode = NodeOf<'text', { id: string; text: UiMessage }>;
export type UiNode =
  | InputNode
  | TextNode
  | NodeOf<'img', { id: string; src: string; width: number; height: number }>
  | NodeOf<'a', { id: string; href: string; title: UiMessage }>
  | NodeOf<'script', { id: string; src: string }>
  | NodeOf<'div', { id: string }>;

export interface Flow {
  id: string;
  ui: { action: string; method: string; nodes: readonly UiNode[]; messages?: readonly UiMessage[] };
  /** choose_method, sent_email, passed_challenge, show_form, success. */
  state: unknown;
  /** Method of the last submission. */
  active?: string;
  /** Login: a signed-in person proves themselves again. */
  refresh?: boolean;
  /** Login: the level that is asked for. */
  requested_aal?: string;
}

/** Scripts are left out of our pages, whose own is inline under the nonce; `div` serves captchas only. */
export function isShown(node: UiNode): boolean {
  return node.type !== 'script' && node.type !== 'div' && !isHidden(node);
}

export function isHidden(node: UiNode): boolean {
  return node.type === 'input' && node.attributes.type === 'hidden';
}

/** A control that sends the form or asks the authenticator. */
export function isButton(node: UiNode): node is ButtonNode {
  return node.type === 'input' && (node.attributes.type === 'submit' || node.attributes.type === 'button');
}

/** Whether the flow has this button. */
export function offers({ ui }: Flow, name: string, value?: string): boolean {
  return ui.nodes.some(
    (node) =>
      isButton(node) && node.attributes.name === name && (value === undefined || node.attributes.value === value),
  );
}

/**
 * Whether the code that was sent takes no more tries. One that is sent anew in the same flow takes none either, so only
 * a new flow helps.
 */
export function codeIsClosed({ ui, state }: Flow): boolean {
  return (
    state === 'sent_email' &&
    (ui.messages ?? []).some(({ context }) => String(context?.['reason']).startsWith('Too many wrong codes.'))
  );
}

/** Inputs that somebody fills in. */
export function isField(node: UiNode): node is InputNode {
  return node.type === 'input' && !isHidden(node) && !isButton(node);
}

/** Passkeys and security keys: what the browser asks an authenticator for. */
export function isKey({ group }: UiNode): boolean {
  return group === 'passkey' || group === 'webauthn';
}

/** The value of the first input of this name, as text; '' when there is none. */
export function valueNamed(nodes: readonly UiNode[], name: string): string {
  const node = nodes.find((candidate) => candidate.type === 'input' && candidate.attributes.name === name);
  return node?.type === 'input' ? String(node.attributes.value ?? '') : '';
}
