import { domainToASCII } from 'node:url';
import { hasControlCharacters } from './control-characters.ts';

const emailMaximumLength = 254;
/** RFC 5322 §3.2.3 dot-atom with the letters of RFC 6531; quoted local parts are not in use and hide surprises. */
const dotAtom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainName = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** RFC 1123 §2.1 with two labels at least; the last one begins with a letter, so an IP address is no domain. */
const asciiDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** What is not seen, or stands for other letters: full width, ligatures, mathematical letters (RFC 8264 §9.13, §9.17). */
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const isCompatibility = (text: string) => text.normalize('NFKC') !== text;

/**
 * The one spelling of an e-mail address: trimmed, NFC, lower case, the domain in ASCII. Null if it is none, or if it looks
 * like another one by letters that nobody types. Dots and `+` make a mailbox of their own: what they mean its host knows.
 */
export function canonicalEmail(raw: string): string | null {
  const text = raw.trim();
  if (text.length > emailMaximumLength || hasControlCharacters(text)) return null;
  const [local, domain, ...rest] = text.split('@');
  if (!local || !domain || rest.length > 0 || !domainName.test(domain)) return null;
  const mailbox = local.normalize('NFC').toLowerCase().normalize('NFC');
  if (invisible.test(mailbox) || invisible.test(domain) || isCompatibility(mailbox)) return null;
  const host = domainToASCII(domain.toLowerCase());
  const email = `${mailbox}@${host}`;
  const fits = mailbox.length <= 64 && email.length <= emailMaximumLength;
  return fits && dotAtom.test(mailbox) && asciiDomain.test(host) ? email : null;
}

/** A telephone number as E.164, `+4915112345678`: spaces and dashes are removed. Null if it is none. */
export function canonicalTel(raw: string): string | null {
  const digits = raw.replace(/[\s-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

/** Either kind of address in its one spelling, with how it is reached. */
export function canonicalAddress(raw: string): { via: 'email' | 'sms'; value: string } | null {
  const email = canonicalEmail(raw);
  if (email) return { via: 'email', value: email };
  const tel = canonicalTel(raw);
  return tel ? { via: 'sms', value: tel } : null;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // A day that the month does not have rolls over into the next one.
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** RFC 3339 §5.6. A leap second is refused, as every clock in use refuses it. */
function isDateTime(text: string): boolean {
  const [, date, rest] = /^(\d{4}-\d{2}-\d{2})[Tt](.+)$/.exec(text) ?? [];
  const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
  return date !== undefined && isDate(date) && time.test(rest!);
}

/** An absolute web address. Other schemes are refused: a trait that becomes a link must not run a script. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}

/** The formats that an identity schema may name; a value passes when it is in its one spelling. */
export const formats: Record<string, (text: string) => boolean> = {
  email: (text) => canonicalEmail(text) === text,
  tel: (text) => canonicalTel(text) === text,
  date: isDate,
  'date-time': isDateTime,
  uri: isWebAddress,
  'no-validate': () => true,
};

/** How a value of this format is brought to its one spelling; what cannot be is left for the validator to refuse. */
export function canonical(format: string, text: string): string {
  if (format === 'email') return canonicalEmail(text) ?? text;
  if (format === 'tel') return canonicalTel(text) ?? text;
  return text;
}
