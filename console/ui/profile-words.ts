import type { Profile } from '../../src/http/api/profile-shapes.ts';
import type { Requirement } from '../../src/http/api/shapes.ts';
import { givenWords } from './answer-words.ts';
import { plural } from './words.ts';

export const profileWords: Record<Profile['profile'], { label: string; sentence: string }> = {
  starter: {
    label: 'Starter',
    sentence: 'For a small team that begins: long sessions, and a week to add a key for most people.',
  },
  standard: {
    label: 'Standard',
    sentence: 'People who look after others have a passkey from the first minute.',
  },
  regulated: {
    label: 'Regulated',
    sentence: 'For places that are examined: what is sensitive takes a key that no false page can talk anybody out of.',
  },
};

export const modeWords: Record<Profile['mode'], { label: string; sentence: string }> = {
  product: {
    label: 'Product',
    sentence: 'A code by e-mail and an authenticator app together count as two proofs.',
  },
  nist: {
    label: 'NIST',
    sentence: 'Proofs count as in NIST SP 800-63B-4: a code by e-mail never makes a sign-in stronger.',
  },
};

/** What the tiers are for, from the least to the most. */
export const tierWords: Record<keyof Profile['tiers'], { label: string; sentence: string }> = {
  1: { label: 'Look', sentence: 'Reading what one may read.' },
  2: { label: 'Change', sentence: 'Ordinary changes, which can be taken back.' },
  3: { label: 'Sensitive', sentence: 'What protects an account or shows much at once.' },
  4: { label: 'Critical', sentence: 'What cannot be taken back, or lets others do more.' },
};

/** What a tier asks for: “A passkey or two proofs, given within the last 5 minutes”. */
export function tierNeeds(needs: Requirement): string {
  const given = givenWords(needs);
  if (needs.phishing_resistant) return `A passkey or security key${given}`;
  if (needs.level !== 'aal1') return `A passkey or two proofs${given}`;
  return given === '' ? 'Being signed in' : `Any proof${given}`;
}

const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

const values: Record<string, string> = {
  product: modeWords.product.label,
  nist: modeWords.nist.label,
  true: 'yes',
  false: 'no',
  none: 'nothing more',
  aal2: 'a passkey or two proofs',
  phishing_resistant: 'a passkey or security key',
  device_bound: 'a key bound to its device',
};

/** A value as an operator writes it, to read: `1h30m` as `1 hour 30 minutes`, null as `no limit`. */
export function valueWords(value: string | null): string {
  if (value === null) return 'no limit';
  if (/^(\d+[smhd])+$/.test(value)) {
    return [...value.matchAll(/(\d+)([smhd])/g)]
      .map(([, count, unit]) => plural(Number(count), units[unit!]!))
      .join(' ');
  }
  return Object.hasOwn(values, value) ? values[value]! : value;
}
