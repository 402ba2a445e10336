import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Application } from './application.ts';

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What the public listener serves as Kratos does, and so knows an operator's client by. */
const publicPaths = ['/self-service/*', '/sessions', '/sessions/*', '/schemas', '/schemas/*', '/.well-known/*'];

/** Paths of the other listener lead there (wire contract 1.1), without a look at the request's body. */
function lead(server: FastifyInstance, paths: readonly string[], operation: string, base: string): void {
  const away = async (request: FastifyRequest, reply: FastifyReply) => reply.redirect(`${base}${request.url}`, 307);
  for (const url of paths) {
    const config = { operation, auth: 'none', tier: 1, permission: 'public', contract: 'kratos' } as const;
    server.route({ method: methods, url, config, schema: { hide: true } as object, onRequest: away, handler: away });
  }
}

export function leadToAdmin(server: FastifyInstance, { config }: Application): void {
  const { host, port } = { host: config['serve.admin.host'], port: config['serve.admin.port'] };
  const base = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  lead(server, ['/admin', '/admin/*'], 'admin.redirect', base);
}

export function leadToPublic(server: FastifyInstance, { config }: Application): void {
  lead(server, publicPaths, 'public.redirect', config['serve.public.base_url']);
}
