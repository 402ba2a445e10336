import type { Flow, InputAttributes, InputNode, UiMessage, UiNode } from '../../src/pages/ui.ts';

/** Flows as the contract's section 4.5 lists their nodes. Text that a person wrote tries to break out of its place. */
export const hostile = `"><img src=x onerror=alert(1)>'</script>`;

export const base = 'http://localhost:4433';
const id = '7d3f8f0e-4c7b-4d8a-9a9b-6c8e3c0e6f0e';

export function message(number: number, type: UiMessage['type'] = 'info', context: Record<string, unknown> = {}) {
  return { id: number, text: `server text ${number}`, type, context } satisfies UiMessage;
}

export function input(
  group: string,
  name: string,
  type: string,
  more: Partial<InputAttributes> = {},
  { label, messages = [] }: { label?: number | UiMessage; messages?: UiMessage[] } = {},
): InputNode {
  const words = typeof label === 'number' ? message(label) : label;
  return { type: 'input', group, attributes: { name, type, ...more }, messages, meta: words ? { label: words } : {} };
}

export function flow(kind: string, nodes: UiNode[], more: Partial<Flow> = {}, messages?: UiMessage[]): Flow {
  const ui = { action: `${base}/self-service/${kind}?flow=${id}`, method: 'POST', nodes };
  return { id, state: 'choose_method', ...more, ui: messages ? { ...ui, messages } : ui };
}

export const csrf = input('default', 'csrf_token', 'hidden', { value: 'A'.repeat(88), required: true });
export const titled = (title: string) => message(1070002, 'info', { title });
/** The helper as a script node, which our own pages leave out. */
export const script: UiNode = {
  type: 'script',
  group: 'webauthn',
  attributes: { id: 'webauthn_script', src: `${base}/.well-known/ory/webauthn.js` },
  messages: [],
  meta: {},
};
