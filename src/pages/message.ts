import { attributes, type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';
import type { UiMessage } from './ui.ts';
import { wordsFor } from './wording.ts';

/** A message of the whole flow: errors interrupt a screen reader, others wait their turn. */
export function containerMessage(message: UiMessage, texts: Texts, more: MessageMembers = {}): Html {
  const role = message.type === 'error' ? 'alert' : 'status';
  const members = { class: message.type, role, id: more.id, tabindex: more.focus && -1, autofocus: more.focus };
  return html`<p${attributes(members)}>${wordsFor(message, texts)}</p>`;
}

interface MessageMembers {
  id?: string | undefined;
  /** Reading goes on from here. */
  focus?: boolean;
}

/** Messages of one field, to be named by the field's aria-describedby. */
export function fieldMessages(id: string, messages: readonly UiMessage[], texts: Texts): Html | null {
  if (messages.length === 0) return null;
  const wrong = messages.some(({ type }) => type === 'error');
  const members = { id, class: wrong ? 'wrong' : 'hint', role: wrong ? 'alert' : 'status' };
  return html`<p${attributes(members)}>${messages.map((message) => wordsFor(message, texts)).join(' ')}</p>`;
}
