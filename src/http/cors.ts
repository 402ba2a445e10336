import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';

/** What pages of other origins may call: the contract of Kratos and our own API, but no page. */
const callable = /^\/(?:self-service|sessions|schemas|api|\.well-known\/ory)(?:[/?]|$)/;
/** The longest that a browser keeps the answer to a preflight; a Kratos configuration may ask for more. */
const longestMaxAgeSeconds = 600;

/** The origins that the operator lets in; none while CORS is off. They count as origins of a configured page. */
export function corsOrigins(config: Config): string[] {
  return config['serve.public.cors.enabled'] ? config['serve.public.cors.allowed_origins'] : [];
}

/**
 * Cross-origin answers (Fetch standard, CORS protocol) for exactly the listed origins. An origin is compared as a whole
 * and never read: what is not listed gets no header, and `null` cannot be. That a page may read an answer does not let it
 * change anything by a cookie: the rules of same-origin.ts and the token of a flow stand. Call it before any other hook
 * that refuses, so that a page can read why.
 */
export function allowOrigins(server: FastifyInstance, config: Config): void {
  if (!config['serve.public.cors.enabled']) return;
  const origins = new Set(corsOrigins(config));
  const exposed = config['serve.public.cors.exposed_headers'].join(', ');
  const credentials = config['serve.public.cors.allow_credentials'];
  const preflight = {
    'access-control-allow-methods': config['serve.public.cors.allowed_methods'].join(', '),
    'access-control-allow-headers': config['serve.public.cors.allowed_headers'].join(', '),
    'access-control-max-age': Math.min(config['serve.public.cors.max_age'], longestMaxAgeSeconds),
  };

  server.addHook('onRequest', async (request, reply) => {
    if (!callable.test(request.url)) return;
    // Of every answer, so that no cache gives what one origin got to another.
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    const allowed = origin !== undefined && origins.has(origin);
    if (allowed) {
      reply.header('access-control-allow-origin', origin);
      if (credentials) reply.header('access-control-allow-credentials', 'true');
    }
    if (isPreflight(request)) return answerPreflight(reply, allowed);
    if (allowed && exposed !== '') reply.header('access-control-expose-headers', exposed);
  });

  function answerPreflight(reply: FastifyReply, allowed: boolean) {
    if (allowed) reply.headers(preflight);
    return reply.code(204).send();
  }
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
