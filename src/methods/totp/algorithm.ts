import { NobleCryptoPlugin, ScureBase32Plugin, TOTP } from 'otplib';
import type { Random } from '../../kernel/secrets.ts';

/** RFC 6238 §5.2: how long one code is shown. */
export const stepSeconds = 30;
export const digits = 6;
/** RFC 4226 §4 R6 recommends 160 bits. */
const secretBytes = 20;

const base32 = new ScureBase32Plugin();
const totp = new TOTP({ algorithm: 'sha1', digits, period: stepSeconds, crypto: new NobleCryptoPlugin(), base32 });

/** A fresh secret in base 32, as authenticator apps take it. */
export function newSecret(random: Random): string {
  return base32.encode(random(secretBytes));
}

/** Whether this is base 32 of 128 to 512 bits (RFC 4226 §4 R6 asks for 128 at least), in its one spelling. */
export function isSecret(text: string): boolean {
  try {
    const { length } = base32.decode(text);
    return length >= 16 && length <= 64;
  } catch {
    // Only the decoder can throw here, and only because the text is not base 32.
    return false;
  }
}

/** What was typed, without the spaces that apps show between the groups; null when it cannot be a code. */
export function typedCode(typed: unknown): string | null {
  if (typeof typed !== 'string' || typed.length > 16) return null;
  const plain = typed.replace(/\s/g, '');
  return /^[0-9]{6}$/.test(plain) ? plain : null;
}

/**
 * The time step whose code this is, or null: the step of `at` (milliseconds) and the one on either side count, for clocks
 * that differ and for the time it takes to type (RFC 6238 §5.2 and §6). Compared in constant time.
 */
export async function matchingStep(secret: string, code: string, at: number): Promise<number | null> {
  const epoch = Math.floor(at / 1000);
  const result = await totp.verify(code, { secret, epoch, epochTolerance: stepSeconds });
  return result.valid ? result.timeStep : null;
}

/**
 * What an authenticator app reads from the picture (Key URI Format). A colon parts issuer and account there, so neither
 * may hold one.
 */
export function keyUri(issuer: string, account: string, secret: string): string {
  const plain = (text: string) => text.replaceAll(':', ' ').trim();
  return totp.toURI({ issuer: plain(issuer), label: plain(account), secret });
}
