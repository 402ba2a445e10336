import { nearestLanguage } from './languages.ts';
import type { Values } from './pieces.ts';
import { isLink, isSecret, namesOf, requiredNames, type TemplateName } from './template.ts';

/** What the courier is told by its caller, and what it knows itself. */
export interface Facts {
  template: TemplateName;
  /** BCP 47. */
  language: string;
  recipient: string;
  data: Readonly<Record<string, string | number>>;
  product: string;
  /** Host name of the installation. */
  domain: string;
}

/**
 * The values of a message as its texts show them: only those that its template knows, each one harmless line. Throws a
 * TypeError for a caller that leaves one out or gives one that cannot be.
 */
export function valuesOf({ template, language, recipient, data, product, domain }: Facts): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of namesOf(template)) {
    const value = data[name];
    if (value !== undefined && value !== '') values[name] = shown(name, value, language);
  }
  const missing = requiredNames(template).find((name) => values[name] === undefined);
  if (missing !== undefined) throw new TypeError(`The message ${template} needs ${missing}.`);
  return { ...values, to: oneLine(recipient), product: oneLine(product), request_url_domain: domain };
}

const mark = '[redacted]';

/** The same values for the record: what only the recipient may know is replaced by a fixed mark. */
export function redacted(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isSecret(name) ? mark : value]));
}

function shown(name: string, value: string | number, language: string): string {
  if (isLink(name)) return webAddress(name, String(value));
  if ((name === 'when' || name === 'due') && typeof value === 'number') return timeIn(language, value);
  if (name === 'country') return countryIn(language, String(value));
  if (name === 'what') return changeIn(language, String(value));
  if (name === 'device' || name === 'inviter' || name === 'key' || name === 'who') return deviceName(String(value));
  return oneLine(String(value));
}

/** Control characters, line ends and marks of direction cannot stand in a header, nor make one text look like another. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

/**
 * Whoever asks for a message chooses its name, or that of their device or key, and its reader may be somebody else: nothing in
 * it becomes a link in a mail client, and no number in it can be taken for the code.
 */
function deviceName(text: string): string {
  return oneLine(text)
    .replace(/[^\p{L}\p{N} .,()+-]/gu, ' ')
    .replace(/\.(?=\p{L})/gu, '. ')
    .replace(/\d{4,}/g, '…')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, 60);
}

function webAddress(name: string, value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new TypeError(`${name} is no web address.`);
  return url.href;
}

function changeIn(language: string, what: string): string {
  const { changes } = nearestLanguage(language);
  if (!Object.hasOwn(changes, what)) throw new TypeError(`There is no change named ${what}.`);
  return changes[what as keyof typeof changes];
}

function countryIn(language: string, country: string): string {
  return new Intl.DisplayNames(nearestLanguage(language).tag, { type: 'region' }).of(country) ?? country;
}

/** In UTC, which it says: where the reader is, nobody knows. */
function timeIn(language: string, milliseconds: number): string {
  return new Intl.DateTimeFormat(nearestLanguage(language).tag, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(milliseconds);
}
