import { type Kind, problem } from './kinds.ts';
import { isPlaceholder } from './placeholder.ts';

/** Fewer different characters than this are a pattern, not a secret. */
const distinctCharacters = 6;

/** One line that nobody may read or guess: never shown, not even where a value is written. */
export function secret(minimumCharacters: number): Kind<string> {
  return {
    type: 'secret',
    bound: `at least ${minimumCharacters} characters`,
    read: (raw) => {
      if (typeof raw !== 'string' || raw.length < minimumCharacters || /[\p{Cc}]/u.test(raw)) {
        return problem(`must be a secret of at least ${minimumCharacters} characters`);
      }
      if (isPlaceholder(raw) || /not[-_ ]?secure|insecure/i.test(raw)) {
        return problem('is a placeholder: put a secret of your own in its place');
      }
      if (new Set(raw).size < Math.min(distinctCharacters, minimumCharacters)) {
        return problem('is too easy to guess: put a random secret in its place');
      }
      return { value: raw };
    },
    write: () => '',
  };
}

/** A URI that may hold a password: the scheme is told, nothing else. */
export function secretUri(...schemes: string[]): Kind<string> {
  return {
    type: 'secret URI',
    bound: schemes.map((scheme) => `${scheme}://`).join(' or '),
    read: (raw) => {
      const uri = typeof raw === 'string' && !/[\s\p{Cc}]/u.test(raw) ? URL.parse(raw) : null;
      if (!uri || !schemes.includes(uri.protocol.slice(0, -1)) || uri.hostname === '') {
        return problem(`must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')} and name a host`);
      }
      const parts = [raw as string, uri.username, uri.password, uri.hostname].map(decoded);
      return parts.some((part) => part === null || isPlaceholder(part))
        ? problem('holds a placeholder: put a value of your own in its place')
        : { value: raw as string };
    },
    write: () => '',
  };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
