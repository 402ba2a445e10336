import { isObject } from './json.ts';

/** What a hook that refuses says to the person. */
export interface HookMessage {
  /** Name of the node that it belongs to, such as `traits.email`; null for the flow as a whole. */
  node: string | null;
  id: number;
  text: string;
  type: 'info' | 'error' | 'success';
  context: Record<string, unknown> | null;
}

const atMost = { messages: 20, textCharacters: 500, contextCharacters: 2000, pointerCharacters: 200 };

/**
 * The messages of an answer that refuses (Kratos contract §12): `{messages: [{instance_ptr, messages: [{id, text, type,
 * context}]}]}`. Null for anything else, no messages and too many of them included.
 */
export function refusalOf(answer: unknown): HookMessage[] | null {
  if (!isObject(answer) || !Array.isArray(answer['messages'])) return null;
  const groups = answer['messages'].slice(0, atMost.messages + 1).map(groupOf);
  if (groups.includes(null)) return null;
  const messages = groups.flatMap((group) => group!);
  return messages.length > 0 && messages.length <= atMost.messages ? messages : null;
}

function groupOf(group: unknown): HookMessage[] | null {
  if (!isObject(group) || !Array.isArray(group['messages'])) return null;
  const node = nodeAt(group['instance_ptr'] ?? '');
  if (node === undefined) return null;
  const messages = group['messages'].slice(0, atMost.messages + 1).map((message) => messageOf(node, message));
  return messages.includes(null) ? null : (messages as HookMessage[]);
}

/** The name of the node at a JSON pointer (RFC 6901), `#/traits/name/first` or `/traits/name/first`. */
function nodeAt(pointer: unknown): string | null | undefined {
  if (typeof pointer !== 'string' || pointer.length > atMost.pointerCharacters) return undefined;
  if (!/^#?(?:\/(?:[^~\p{Cc}]|~[01])*)?$/u.test(pointer)) return undefined;
  const steps = pointer.replace(/^#/, '').split('/').slice(1);
  const name = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
  // Messages are kept by the name of their node: as a key this one would be none.
  return name === '__proto__' ? undefined : name || null;
}

function messageOf(node: string | null, message: unknown): HookMessage | null {
  if (!isObject(message)) return null;
  const { id, text, type = 'error', context = null } = message;
  if (!Number.isSafeInteger(id) || (id as number) <= 0) return null;
  if (typeof text !== 'string' || text.trim() === '' || text.length > atMost.textCharacters) return null;
  if (type !== 'info' && type !== 'error' && type !== 'success') return null;
  if (context !== null && !isObject(context)) return null;
  if (JSON.stringify(context).length > atMost.contextCharacters) return null;
  return { node, id: id as number, text, type, context };
}
