import { createHash } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { digest, type Random, sameSecret } from '../kernel/secrets.ts';

const secretLength = 32;

/**
 * Double submit (wire contract 8.2): the browser's secret in a cookie, and the same secret masked, anew in every answer,
 * in the form. The mask keeps compression from leaking it (BREACH).
 */
export function createCsrf({ baseUrl, random }: { baseUrl: string; random: Random }) {
  const name = `csrf_token_${createHash('sha256').update(baseUrl).digest('hex')}`;
  const secure = baseUrl.startsWith('https:');

  return {
    /** The browser's secret, or null when it has none that could be ours. */
    read(cookieHeader: string | undefined): string | null {
      const secret = parseCookie(cookieHeader ?? '')[name];
      return secret && Buffer.from(secret, 'base64url').length === secretLength ? secret : null;
    },
    newSecret: () => random(secretLength).toString('base64url'),
    setCookie: (secret: string) =>
      stringifySetCookie({
        name,
        value: secret,
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: 31_536_000,
      }),
    /** How a flow remembers the browser that it belongs to. */
    digest: (secret: string) => digest(secret),
    mask(secret: string): string {
      const pad = random(secretLength);
      return Buffer.concat([pad, xor(pad, Buffer.from(secret, 'base64url'))]).toString('base64');
    },
    /** Whether a submitted token is this secret under some mask. */
    matches(token: unknown, secret: string): boolean {
      if (typeof token !== 'string') return false;
      const bytes = Buffer.from(token, 'base64');
      if (bytes.length !== 2 * secretLength) return false;
      return sameSecret(
        xor(bytes.subarray(0, secretLength), bytes.subarray(secretLength)).toString('base64url'),
        secret,
      );
    },
  };
}

export type Csrf = ReturnType<typeof createCsrf>;

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ b[index]!));
}
