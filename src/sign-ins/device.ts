import { addressGroup } from '../kernel/address-group.ts';
import type { Origin } from '../kernel/request.ts';
import { hmac } from '../kernel/secrets.ts';
import { createSessionCookie, type SessionCookie } from '../sessions/sessions.ts';

/** The longest that browsers keep a cookie (RFC 6265bis §5.6.2). */
export const deviceCookieSeconds = 400 * 86_400;

/** What a device is known by: a browser by the secret in its cookie, an application, which keeps none, by what it shows. */
export interface Device {
  /** Null for a client without cookies. */
  secret: string | null;
  origin: Pick<Origin, 'ip' | 'userAgent'>;
}

/** The cookie of the device. It proves nothing and opens nothing: a browser that has it is merely not a new one. */
export const createDeviceCookie = ({ https }: { https: boolean }): SessionCookie =>
  createSessionCookie({ https, configured: { name: https ? '__Host-sting_device' : 'sting_device', sameSite: 'lax' } });

/** Whether a cookie can be a secret that STING made: 256 bits as base64url. */
export const isDeviceSecret = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value);

/** For each person another one, so that nobody reads from the table who shares a browser with whom. */
export function deviceHash(identityId: string, { secret, origin }: Device): string {
  const known = secret === null ? ['application', origin.userAgent, addressGroup(origin.ip)] : ['browser', secret];
  return hmac(identityId, JSON.stringify(known)).toString('base64url');
}
