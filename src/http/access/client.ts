import type { FastifyRequest } from 'fastify';
import type { Client } from '../../applications/applications.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import type { RateLimit } from '../rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The application that asks; null on all other routes. */
    client: Client | null;
  }
}

/**
 * Reads the key of an application, and nothing else: neither cookies nor sessions open what is for applications. Whoever
 * brings none is counted by address. Throws `unauthenticated` (401), `too_many_requests` (429).
 */
export async function authenticateClient(app: Application, request: FastifyRequest, limit: RateLimit): Promise<void> {
  const key = /^Bearer +([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  request.client = key === undefined ? null : await app.applications.authenticate(key);
  if (request.client !== null) return;
  await limit(request.ip);
  throw new StingError({
    code: 'unauthenticated',
    status: 401,
    message: 'Send the key of an application as Authorization: Bearer.',
  });
}
