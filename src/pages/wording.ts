import type { Texts } from './texts/en.ts';
import type { UiMessage } from './ui.ts';

/** Our words for a message of the contract, by id; its own text when we have none or its context lacks a value. */
export function wordsFor(message: UiMessage, texts: Texts): string {
  const template = texts.messages[message.id];
  if (template === undefined) return message.text;
  const words = fill(template, message.context ?? {});
  return words ?? message.text;
}

/** Replaces `{name}` by the value; null when a value is missing or empty. */
export function fill(template: string, values: Record<string, unknown>): string | null {
  let complete = true;
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (typeof value !== 'string' && typeof value !== 'number') complete = false;
    else if (value === '') complete = false;
    return String(value);
  });
  return complete ? filled : null;
}
