import { Buffer } from 'node:buffer';

/** How a receiver of requests knows who sends them: `auth` in Kratos's `request_config` and `web_hook`. */
export type HttpAuth =
  | { type: 'basic_auth'; config: { user: string; password: string } }
  | { type: 'api_key'; config: { in: 'header' | 'cookie'; name: string; value: string } };

/**
 * The headers that an operator configured, with the one that proves who sends. Names are lower case: what is set later
 * replaces what was configured, however it is written. A key in a cookie stands beside the cookies that were configured.
 */
export function configuredHeaders(headers: Record<string, string>, auth: HttpAuth | null): Record<string, string> {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (auth === null) return lower;
  if (auth.type === 'basic_auth') return { ...lower, authorization: basic(auth.config.user, auth.config.password) };
  const { in: place, name, value } = auth.config;
  if (place === 'header') return { ...lower, [name.toLowerCase()]: value };
  const { cookie } = lower;
  return { ...lower, cookie: `${cookie ? `${cookie}; ` : ''}${name}=${value}` };
}

/** RFC 7617 §2. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
