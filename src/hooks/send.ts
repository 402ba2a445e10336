import type { HttpAnswer, HttpClient } from '../kernel/http-client.ts';
import { hmac } from '../kernel/secrets.ts';
import type { WebHook } from './web-hook.ts';

interface Delivery {
  /** Names this delivery; the same each time it is tried again, so that a receiver can tell. */
  id: string;
  body: string;
  /** Milliseconds. */
  now: number;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Sends one signed request of a hook. Throws HttpClientError when there is no answer. */
export async function sendHook(
  http: HttpClient,
  hook: WebHook,
  { id, body, now, timeoutMs, signal }: Delivery,
): Promise<HttpAnswer> {
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    ...lowerCase(hook.headers),
    ...authHeader(hook),
    'content-type': 'application/json',
    'sting-hook-id': id,
    'sting-hook-timestamp': timestamp,
    'sting-hook-signature': `v1=${hmac(hook.secret, `${id}.${timestamp}.${body}`).toString('hex')}`,
  };
  return http.send({ url: hook.url, method: hook.method, headers, body, timeoutMs, ...(signal ? { signal } : {}) });
}

/** One name for each header, so that what is set later replaces what was configured, however it is written. */
const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function authHeader({ auth, headers }: WebHook): Record<string, string> {
  if (auth === null) return {};
  if (auth.type === 'basic_auth') {
    const { user, password } = auth.config;
    return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  }
  const { in: where, name, value } = auth.config;
  if (where === 'header') return { [name.toLowerCase()]: value };
  const { cookie } = lowerCase(headers);
  return { cookie: `${cookie ? `${cookie}; ` : ''}${name}=${value}` };
}
