import type { FastifyInstance } from 'fastify';
import { StingError } from '../../kernel/errors.ts';
import { sameSecret } from '../../kernel/secrets.ts';
import type { Application } from '../application.ts';
import { healthRoutes } from '../health.ts';

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * The admin listener belongs to the operator of the machine. It refuses whatever comes from a browser, so that a page
 * cannot reach it by DNS rebinding or a cross-site request, and asks for the token of the data folder.
 */
export function guardAdmin(server: FastifyInstance, { config }: Application, adminToken: string): void {
  server.addHook('onRequest', async (request) => {
    const { origin, host = '', 'sec-fetch-site': site, authorization = '' } = request.headers;
    if (origin !== undefined || (site !== undefined && site !== 'none') || !loopbackHost.test(host)) {
      throw new StingError({
        code: 'not_for_browsers',
        status: 403,
        message: 'The admin listener does not serve browsers.',
      });
    }
    if (request.routeOptions.config.auth !== 'admin' || config['serve.admin.auth'] === 'none') return;
    const token = /^Bearer +(.+)$/i.exec(authorization)?.[1] ?? '';
    if (!sameSecret(token, adminToken)) {
      throw new StingError({
        code: 'unauthenticated',
        status: 401,
        message: 'Send the token of the file admin-token.',
      });
    }
  });
}

export function adminRoutes(server: FastifyInstance, app: Application, version: string): void {
  healthRoutes(server, app);
  healthRoutes(server, app, '/admin');
  for (const path of ['/version', '/admin/version']) {
    const config = { operation: 'version.read', auth: 'none', tier: 1, permission: 'public', unlimited: true } as const;
    server.get(path, { config }, async () => ({ version }));
  }
}
