import { readFileSync } from 'node:fs';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Pages } from '../pages/pages.ts';
import { accessRoutes } from './access/access.ts';
import { authenticateClient } from './access/client.ts';
import { adminRoutes, guardAdmin } from './admin/admin.ts';
import { apiRoutes } from './api/api.ts';
import type { Application } from './application.ts';
import { authenticate } from './authenticate.ts';
import { authorize, requireFresh } from './authorize.ts';
import { noteUse } from './break-glass-use.ts';
import { admitKey } from './by-key.ts';
import { boundConnections } from './connections.ts';
import { allowOrigins } from './cors.ts';
import { countryBy } from './country.ts';
import { createCsrf } from './csrf.ts';
import type { Listener } from './declaration-rules.ts';
import { parseForm } from './form.ts';
import { startApplicationRoutes } from './forward-auth/start.ts';
import { verifyRoutes } from './forward-auth/verify.ts';
import { securityHeaders } from './headers.ts';
import { healthRoutes } from './health.ts';
import { parseJson } from './json.ts';
import { openApi } from './openapi.ts';
import { leadToAdmin, leadToPublic } from './other-listener.ts';
import { consoleRoutes } from './pages/console.ts';
import { errorRoutes } from './pages/errors.ts';
import { pageRoutes } from './pages/pages.ts';
import { createRateLimit } from './rate-limit.ts';
import { withoutSecrets } from './redact.ts';
import { refusals } from './refusals.ts';
import { RequestOrigin } from './request-origin.ts';
import { collectRoutes, type DeclaredRoute, declarationOf, type RouteDeclaration } from './route.ts';
import { refuseForeignOrigin, requireSameOrigin } from './same-origin.ts';
import { followRoutes } from './self-service/follow.ts';
import { logoutRoutes } from './self-service/logout.ts';
import { schemaRoutes } from './self-service/schemas.ts';
import { startRoutes } from './self-service/start.ts';
import { submitRoutes } from './self-service/submit.ts';
import { sessionRoutes } from './sessions/sessions.ts';
import { limitSetupGuesses } from './setup-guesses.ts';
import { strictQuery } from './strict-query.ts';
import { unreadable } from './unreadable.ts';
import { refuseUnexpectedBody, strictValidation } from './validation.ts';
import { wellKnownRoutes } from './well-known/well-known.ts';

/** In pino's words. Kratos's default, `info`, is what warnings and errors are here: requests are not logged one by one. */
function logLevel(configured: Application['config']['log.level']): string {
  const words: Record<string, string> = { warning: 'warn', info: 'warn', panic: 'fatal' };
  return words[configured] ?? configured;
}

const unsupportedMediaType = () =>
  new StingError({ code: 'unsupported_media_type', status: 415, message: 'Send application/json.' });

/** What both listeners share: ids, strict bodies, headers, declared routes. */
function bare(
  { config, random, access, metrics }: Application,
  { listener, https }: Pick<Listener, 'listener'> & { https: boolean },
): { server: FastifyInstance; routes: DeclaredRoute[] } {
  const cert = https ? config['serve.public.tls.cert.path'] : undefined;
  const key = https ? config['serve.public.tls.key.path'] : undefined;
  const server = Fastify({
    bodyLimit: config['serve.max_body_bytes'],
    genReqId: () => uuid(random),
    trustProxy: config['serve.trusted_proxies'].length > 0 ? config['serve.trusted_proxies'] : false,
    ...(cert && key ? { https: { cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' } } : {}),
    logger: {
      level: logLevel(config['log.level']),
      serializers: { req: ({ method, url }) => ({ method, url: withoutSecrets(url ?? '') }) },
    },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200 },
    // A HEAD would do everything that its GET does, such as starting a flow, and show nothing of it.
    exposeHeadRoutes: false,
    ...unreadable({ https }),
  }) as unknown as FastifyInstance;
  boundConnections(server.server);
  const countryOf = countryBy(config);
  metrics.measure(server);
  const routes = collectRoutes(server, { listener, actions: access.actions });
  strictValidation(server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => (body.length === 0 ? undefined : parseJson(body)),
  );
  const fields = [
    'person',
    'key',
    'client',
    'limited',
    'sessionToken',
    'csrfSecret',
    'opening',
    'authorization',
  ] as const;
  for (const name of fields) server.decorateRequest(name, null as never);
  server.decorateRequest('byCookie', false);
  server.decorateRequest('from', null as never);
  // What waits for nothing is a hook with a callback: a promise for each costs more than what it does.
  server.addHook('onRequest', (request, reply, done) => {
    request.from = new RequestOrigin(request, countryOf);
    reply.header('x-request-id', request.id);
    strictQuery(request);
    done();
  });
  return { server, routes };
}

/** The public listener: self-service, sessions, the API, pages and the console. */
export async function createPublicServer(app: Application, pages: Pages): Promise<FastifyInstance> {
  const { config } = app;
  const base = config['serve.public.base_url'];
  const https = base.startsWith('https:');
  const { server, routes } = bare(app, { listener: 'public', https });
  const csrf = createCsrf({ baseUrl: base, random: app.random });
  const limit = createRateLimit(config['serve.requests_per_minute']);
  const limitKey = createRateLimit(config['api_keys.requests_per_minute'], (id) => id);
  const ownOrigin = new URL(base).origin;

  securityHeaders(server, { https });
  allowOrigins(server, config);
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      // Only the self-service flows have forms; elsewhere a form is a foreign page that wants something.
      const { contract, form = false } = request.routeOptions.config;
      if (contract !== 'kratos' && !form) throw unsupportedMediaType();
      return parseForm(body);
    },
  );
  refusals(server, app, pages);

  server.addHook('onRequest', async (request) => {
    const { auth, unlimited } = request.routeOptions.config;
    if (auth === 'client') return authenticateClient(app, request, limit);
    if (!unlimited) await limit(request.ip);
    await authenticate(app, request);
    if (request.key !== null) {
      await limitKey(request.key.id);
      admitKey(request.key, request.routeOptions.config as RouteDeclaration);
    }
    if (request.routeOptions.config.contract !== 'kratos') requireSameOrigin(request, ownOrigin);
    else if (!request.routeOptions.url?.startsWith('/self-service/')) refuseForeignOrigin(request, ownOrigin);
  });
  server.addHook('preValidation', (request, _reply, done) => {
    refuseUnexpectedBody(request);
    done();
  });
  server.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.auth !== 'session') return requireFresh(app, request);
    request.authorization = await authorize(app, request);
    if (request.opening !== null) await noteUse(app, request, request.opening);
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    demandConfirmation(request, reply);
    done();
  });

  limitSetupGuesses(server);

  await openApi(server);
  const flowStarts = createRateLimit(config['serve.flow_starts_per_minute']);
  startRoutes(server, app, csrf, flowStarts);
  submitRoutes(server, app, csrf, flowStarts);
  followRoutes(server, app, csrf, flowStarts);
  logoutRoutes(server, app, csrf);
  schemaRoutes(server, app);
  sessionRoutes(server, app);
  verifyRoutes(server, app);
  startApplicationRoutes(server, app);
  wellKnownRoutes(server, app, pages);
  healthRoutes(server, app);
  errorRoutes(server, app, pages);
  pageRoutes(server, app, pages, csrf);
  leadToAdmin(server, app);
  await consoleRoutes(server, app);
  await server.register(apiRoutes, { app, routes });
  await server.register(accessRoutes, { app, routes });
  return server;
}

/**
 * A change that forgot to confirm would rest on what was true before its transaction: on a grant, a session or a proof
 * that is gone. It fails, so that no test of it can pass.
 */
function demandConfirmation(request: FastifyRequest, { statusCode }: FastifyReply): void {
  const changed = request.method !== 'GET' && request.method !== 'HEAD' && statusCode < 400;
  if (!changed || !request.authorization || request.authorization.confirmed) return;
  if (declarationOf(request).unconfirmed !== undefined) return;
  throw new Error(`${request.method} ${request.routeOptions.url} changed something without confirming.`);
}

/** The admin listener: for the operator of this machine. */
export async function createAdminServer(
  app: Application,
  pages: Pages,
  adminToken: string,
  version: string,
): Promise<FastifyInstance> {
  const https = false;
  const { server } = bare(app, { listener: 'admin', https });
  securityHeaders(server, { https });
  refusals(server, app, pages);
  guardAdmin(server, app, adminToken);
  adminRoutes(server, app, version);
  leadToPublic(server, app);
  return server;
}
