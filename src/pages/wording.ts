import { duration } from './duration.ts';
import type { Texts } from './texts/en.ts';
import type { UiMessage } from './ui.ts';

type Table = Readonly<Record<string, string>>;

/** What a table says under a name that came from elsewhere, if it says anything. */
export function wordsUnder(table: Table, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Our words for a message of the contract, by id; its own text when we have none or its context lacks a value. */
export function wordsFor(message: UiMessage, texts: Texts): string {
  const template = wordsUnder(texts.messages, String(message.id));
  const { title, reason, ...context } = message.context ?? {};
  // These two are whole phrases of the server, which may have words of their own in this language.
  const said = Object.entries({ title, reason }).map(([name, text]) => [
    name,
    typeof text === 'string' ? phrase(text, texts) : text,
  ]);
  return (template && fill(template, { ...context, ...Object.fromEntries(said) })) ?? message.text;
}

/**
 * Words that the server wrote, in the language of the page where we know every sentence of them. Times to wait are
 * written as people say them.
 */
export function phrase(text: string, texts: Texts): string {
  const sentences = text.split(/(?<=[.]) /).map((sentence) => translated(sentence, texts));
  const known = sentences.every(({ known }) => known);
  return sentences.map(({ translation, original }) => (known ? translation : original)).join(' ');
}

function translated(sentence: string, { phrases, lang }: Texts) {
  const numbers: string[] = [];
  const key = sentence.replace(/(\d+)(?: (second|minute)s?\b)?/g, (_, number: string, unit?: 'second' | 'minute') => {
    numbers.push(unit ? duration(Number(number) * (unit === 'minute' ? 60 : 1), lang) : number);
    return `{${numbers.length - 1}}`;
  });
  const template = wordsUnder(phrases, key);
  const filled = (words: string) => fill(words, { ...numbers }) ?? sentence;
  return { known: template !== undefined, translation: filled(template ?? key), original: filled(key) };
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
