import type { FastifyInstance } from 'fastify';
import type { Application } from '../application.ts';

/** `GET /metrics/prometheus` (wire contract 2.3), under both of its paths. Prometheus sends the operator's token. */
export function metricsRoutes(server: FastifyInstance, app: Application): void {
  for (const path of ['/metrics/prometheus', '/admin/metrics/prometheus']) {
    const config = {
      operation: 'metrics.read',
      auth: 'admin',
      tier: 1,
      permission: 'operator',
      contract: 'kratos',
      unlimited: true,
    } as const;
    server.get(path, { config }, async (_request, reply) => {
      const { type, text } = await app.metrics.render();
      return reply.type(type).send(text);
    });
  }
}
