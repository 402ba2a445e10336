import type { FastifyInstance, FastifyRequest } from 'fastify';
import { StingError } from '../../kernel/errors.ts';
import { sameSecret } from '../../kernel/secrets.ts';
import type { Application } from '../application.ts';
import { healthRoutes } from '../health.ts';
import { adminCourierRoutes } from './courier.ts';
import { healthConfigRoute } from './health-config.ts';
import { identityRoutes } from './identities.ts';
import { metricsRoutes } from './metrics.ts';
import { adminRecoveryRoutes } from './recovery.ts';
import { adminSessionRoutes } from './sessions.ts';

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

/**
 * Each use of the admin listener is an event. What changes something writes one with its change; whoever only looks is
 * written down here, before anything is shown. What programs poll is left out.
 */
async function writeDownReading({ audit }: Application, { method, params, routeOptions, from }: FastifyRequest) {
  const { auth, operation = '', unlimited = false } = routeOptions.config;
  if (auth !== 'admin' || method !== 'GET' || unlimited) return;
  await audit.record({ type: 'admin.used', outcome: 'success', operation, details: { ...(params as object) } }, from);
}

/** Some clients, Kratos's SDK among them, announce a form where they send nothing. */
function takeEmptyForms(server: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded';
  server.addContentTypeParser(type, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => {
    if (body.length === 0) return undefined;
    throw new StingError({ code: 'unsupported_media_type', status: 415, message: 'Send application/json.' });
  });
}

export function adminRoutes(server: FastifyInstance, app: Application, version: string): void {
  takeEmptyForms(server);
  server.addHook('preHandler', async (request) => writeDownReading(app, request));
  healthRoutes(server, app);
  healthRoutes(server, app, '/admin');
  for (const path of ['/version', '/admin/version']) {
    const config = { operation: 'version.read', auth: 'none', tier: 1, permission: 'public', unlimited: true } as const;
    server.get(path, { config }, async () => ({ version }));
  }
  adminSessionRoutes(server, app);
  adminCourierRoutes(server, app);
  healthConfigRoute(server, app);
  metricsRoutes(server, app);
  identityRoutes(server, app);
  adminRecoveryRoutes(server, app);
}
