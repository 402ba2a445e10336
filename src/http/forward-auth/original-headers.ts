import type { FastifyRequest } from 'fastify';
import { type ForwardAuth, targetOf } from '../../forward-auth/forward-auth.ts';

/** What the headers of the original request, which proxies pass on, say about it. */
type Original = Pick<FastifyRequest, 'headers'>;

const reads = (method: string) => method === 'GET' || method === 'HEAD';

/** A browser that navigates: it can be led elsewhere and back. */
export function opensPage(method: string, { headers }: Original): boolean {
  const mode = headers['sec-fetch-mode'];
  return reads(method) && (mode === undefined ? /\btext\/html\b/.test(headers.accept ?? '') : mode === 'navigate');
}

/**
 * What a page loads by itself, and may load all day, does not keep a session from idling (SP 800-63B-4 §2.2.3); opening a
 * page and changing something do.
 */
export function isBackground(method: string, { headers }: Original): boolean {
  const mode = headers['sec-fetch-mode'];
  return reads(method) && mode !== undefined && mode !== 'navigate';
}

/**
 * Headers that only STING sends to applications. A proxy puts ours in their place, but a spelling with underscores would
 * come through, and some applications read it as the same (CGI, WSGI).
 */
export function isForged({ headers }: Original): boolean {
  for (const name in headers) if (/^sting[-_]/.test(name)) return true;
  return false;
}

/**
 * A WebSocket that a page of somebody else opens: CORS does not hold there, and SameSite not between neighbours
 * (RFC 6455 §10.2).
 */
export function isForeignSocket({ headers }: Original, { knows }: Pick<ForwardAuth, 'knows'>): boolean {
  if (headers['sec-websocket-key'] === undefined || headers.origin === undefined) return false;
  const from = targetOf(headers.origin);
  return from === null || !knows(from);
}
