import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Returns `size` unpredictable bytes. Injected so that tests are deterministic. */
export type Random = (size: number) => Buffer;

export const systemRandom: Random = (size) => randomBytes(size);

/** An opaque bearer secret: 256 bits, base64url, behind a prefix that says what it is. */
export function secretToken(random: Random, prefix = ''): string {
  return prefix + random(32).toString('base64url');
}

/** SHA-256 as base64url. Only for high-entropy secrets; human-made ones need argon2. */
export function digest(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('base64url');
}

export function hmac(key: string | Uint8Array, value: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/** Compares without telling by its duration where two strings differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
