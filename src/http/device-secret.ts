import type { FastifyRequest } from 'fastify';
import { deviceCookieSeconds, isDeviceSecret } from '../sign-ins/sign-ins.ts';
import type { Application } from './application.ts';

/** The secret that this browser is known by; null for one that has none, or two, of which one is somebody else's idea. */
export function deviceSecretOf({ deviceCookie }: Application, { headers }: FastifyRequest): string | null {
  const secret = deviceCookie.read(headers.cookie);
  return secret !== null && secret !== 'ambiguous' && isDeviceSecret(secret) ? secret : null;
}

/** The Set-Cookie header that keeps it for as long as browsers keep anything. */
export const keepDevice = ({ deviceCookie }: Application, secret: string): string =>
  deviceCookie.serialize(secret, deviceCookieSeconds);
