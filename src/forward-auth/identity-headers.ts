import type { Level } from '../assurance/evidence.ts';
import type { Identity } from '../identity/identity.ts';

/**
 * What an application is told of a person. Each header is always there, empty where nothing is known, so that a proxy
 * puts it in place of one that the visitor sent.
 */
export function identityHeaders(
  { id, addresses, traits }: Pick<Identity, 'id' | 'addresses' | 'traits'>,
  { level, roles }: { level: Level; roles: readonly string[] },
): Record<string, string> {
  // An address that nobody has proven would make whoever typed it the person whom an application knows by it.
  const email = addresses.find(({ via, verified }) => via === 'email' && verified);
  return {
    'sting-identity': id,
    'sting-email': ascii(email?.value ?? ''),
    'sting-name': ascii(nameOf(traits)),
    'sting-level': level,
    'sting-roles': roles.map(ascii).join(','),
  };
}

/** The name that the person gave themselves: one text, or a first and a last one. */
function nameOf({ name }: Record<string, unknown>): string {
  if (typeof name === 'string') return name;
  const { first, last } = (name ?? {}) as Record<string, unknown>;
  return [first, last].filter((part) => typeof part === 'string' && part.trim() !== '').join(' ');
}

/** Percent-encoded UTF-8 (RFC 3986 §2.1) but for printable ASCII without “%”: no text makes a second header of one. */
function ascii(text: string): string {
  return Array.from(Buffer.from(text), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
