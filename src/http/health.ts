import type { FastifyInstance } from 'fastify';
import { StingError } from '../kernel/errors.ts';
import type { Application } from './application.ts';

const declared = { auth: 'none', tier: 1, permission: 'public', unlimited: true } as const;

/** `alive`: the process answers. `ready`: the database does too. Monitors like to ask with HEAD. */
export function healthRoutes(server: FastifyInstance, app: Application, prefix = ''): void {
  server.get(
    `${prefix}/health/alive`,
    { config: { ...declared, operation: 'health.alive' }, exposeHeadRoute: true },
    async () => ({
      status: 'ok',
    }),
  );

  server.get(
    `${prefix}/health/ready`,
    { config: { ...declared, operation: 'health.ready' }, exposeHeadRoute: true },
    async () => {
      try {
        await app.access.peopleWithRole(app.store.read, 'owner');
      } catch (cause) {
        throw new StingError({ code: 'not_ready', status: 503, message: 'The database does not answer.', cause });
      }
      return { status: 'ok' };
    },
  );
}
