import type { FastifyInstance } from 'fastify';
import type { Application } from '../application.ts';

/** `GET /health/config`: the revision of the configuration that holds now. Whoever changes the file polls it. */
export function healthConfigRoute(server: FastifyInstance, app: Application): void {
  const config = {
    operation: 'config.revision',
    auth: 'admin',
    tier: 1,
    permission: 'operator',
    contract: 'kratos',
    unlimited: true,
  } as const;
  server.get('/admin/health/config', { config }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(app.revision()),
  );
}
