/**
 * An address as grants compare it: trimmed and in lower case, like those of identities; null if it is none. A letter
 * never crosses into ASCII: U+212A (the Kelvin sign) lower-cases to `k` and would name somebody else's mailbox.
 */
export function canonicalEmail(raw: string): string | null {
  const email = raw.trim().replace(/[^\u212a]+/gu, (text) => text.toLowerCase());
  return email.length <= 254 && /^[^\s@]+@[^\s@]+$/u.test(email) ? email : null;
}
