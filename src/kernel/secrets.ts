import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';

/** Returns `size` unpredictable bytes. Injected so that tests are deterministic. */
export type Random = (size: number) => Buffer;

const pool = Buffer.allocUnsafeSlow(4096);
let left = 0;

/**
 * From the operating system, a few thousand bytes at a time: one system call for each id would cost a request more than
 * its lookup. What is handed out is wiped from the stock.
 */
export const systemRandom: Random = (size) => {
  if (size > 256) return randomBytes(size);
  if (size > left) {
    randomFillSync(pool);
    left = pool.length;
  }
  left -= size;
  const stock = pool.subarray(left, left + size);
  const bytes = Buffer.from(stock);
  stock.fill(0);
  return bytes;
};

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

/** Encrypts text under a secret that only a client holds (AES-256-GCM, key by HKDF with `purpose`). */
export function seal(random: Random, secret: string, purpose: string, plain: string): string {
  const nonce = random(12);
  const cipher = createCipheriv('aes-256-gcm', sealKey(secret, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The text that `seal` was given, or null when the secret is another one or the box was changed. */
export function unseal(secret: string, purpose: string, box: string): string | null {
  const bytes = Buffer.from(box, 'base64url');
  if (bytes.length < 28) return null;
  const decipher = createDecipheriv('aes-256-gcm', sealKey(secret, purpose), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function sealKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
