import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';

type Proxy = Config['forward_auth.proxy'];

/** The request that the proxy asks about, exactly as it tells it. */
export interface OriginalRequest {
  method: string;
  url: string;
}

export const verifyPath = '/auth/verify';

/**
 * Where each proxy puts the original request. Only the headers of the configured one are read: another proxy passes them
 * on as the visitor sent them. Null where one is missing.
 */
const readers: Record<Proxy, (request: FastifyRequest) => OriginalRequest | null> = {
  nginx: ({ headers }) => complete(headers['x-original-method'], headers['x-original-url']),
  traefik: forwarded,
  caddy: forwarded,
  // With `path_prefix`: the method and the Host header are the original ones, the path follows the prefix.
  envoy: ({ method, headers, raw }) => {
    const path = raw.url!.slice(verifyPath.length);
    return path.startsWith('/') && headers.host ? { method, url: `https://${headers.host}${path}` } : null;
  },
};

function forwarded({ headers }: FastifyRequest): OriginalRequest | null {
  const { 'x-forwarded-proto': scheme, 'x-forwarded-host': host, 'x-forwarded-uri': uri } = headers;
  if (!scheme || !host || typeof uri !== 'string' || !uri.startsWith('/')) return null;
  // Traefik tells a WebSocket by its scheme.
  const web = { ws: 'http', wss: 'https' }[String(scheme)] ?? scheme;
  return complete(headers['x-forwarded-method'], `${web}://${host}${uri}`);
}

function complete(method: string | string[] | undefined, url: string | string[] | undefined): OriginalRequest | null {
  return typeof method === 'string' && method !== '' && typeof url === 'string' && url !== '' ? { method, url } : null;
}

export const originalRequest = (proxy: Proxy, request: FastifyRequest): OriginalRequest | null =>
  readers[proxy](request);
