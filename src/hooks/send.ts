import { configuredHeaders } from '../kernel/http-auth.ts';
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
    ...configuredHeaders(hook.headers, hook.auth),
    'content-type': 'application/json',
    'sting-hook-id': id,
    'sting-hook-timestamp': timestamp,
    'sting-hook-signature': `v1=${hmac(hook.secret, `${id}.${timestamp}.${body}`).toString('hex')}`,
  };
  return http.send({ url: hook.url, method: hook.method, headers, body, timeoutMs, ...(signal ? { signal } : {}) });
}
