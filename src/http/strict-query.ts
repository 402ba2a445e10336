import type { FastifyRequest } from 'fastify';
import { looksLikeApiKey } from '../api-keys/api-keys.ts';
import { looksLikeClientKey } from '../applications/applications.ts';
import { badRequest, notFound } from '../kernel/errors.ts';

const sessionToken = /^ory_s[ct]_/;

/** Whether a value of a query is a session token or a key, which must not be said again either. */
export const isToken = (value: string): boolean =>
  sessionToken.test(value) || looksLikeApiKey(value) || looksLikeClientKey(value);

/**
 * Query strings say everything once, as bodies do, unless the route takes lists (`repeats`). A session token or a key in one would be kept by proxies, logs and
 * histories, so it is refused even where nothing reads it (OWASP ASVS 5.0 14.2.1). A path with a NUL names nothing.
 * Throws `duplicate_parameter`, `malformed_query`, `token_in_query` (400), `not_found`.
 */
export function strictQuery(request: FastifyRequest): void {
  const { repeats = [], foreignQuery = false } = request.routeOptions.config ?? {};
  if (foreignQuery) return;
  for (const [name, given] of Object.entries(request.query as Record<string, string | string[]>)) {
    if (typeof given !== 'string' && !repeats.includes(name)) {
      throw badRequest('duplicate_parameter', `The query parameter “${name.slice(0, 60)}” stands twice.`);
    }
    for (const value of typeof given === 'string' ? [given] : given) {
      if (name.includes('\u0000') || value.includes('\u0000')) {
        throw badRequest('malformed_query', 'The query holds a NUL character.');
      }
      if (isToken(value)) {
        throw badRequest('token_in_query', 'Session tokens and keys belong into a header, never into an address.');
      }
    }
  }
  for (const value of Object.values((request.params ?? {}) as Record<string, string>)) {
    if (value.includes('\u0000')) throw notFound();
  }
}
