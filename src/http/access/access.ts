import type { FastifyInstance } from 'fastify';
import { badRequest } from '../../kernel/errors.ts';
import type { TypeBoxTypes } from '../api/typed.ts';
import type { Application } from '../application.ts';
import { createRateLimit } from '../rate-limit.ts';
import type { DeclaredRoute } from '../route.ts';
import { evaluationRoutes } from './evaluation.ts';
import { createOwnResources } from './own-resources.ts';
import { searchRoutes } from './search.ts';
import { Metadata } from './shapes.ts';

interface AccessInit {
  app: Application;
  /** As `collectRoutes` collects them; what each permission asks for is read from them. */
  routes: readonly DeclaredRoute[];
}

/** OpenID AuthZEN Authorization API 1.0: decisions for applications. Register it in a scope of its own. */
export async function accessRoutes(instance: FastifyInstance, { app, routes }: AccessInit): Promise<void> {
  const server = instance.withTypeProvider<TypeBoxTypes>();
  const limit = createRateLimit(app.config['applications.evaluations_per_minute'], (id) => id);

  // The standard wants 400 where the rest of STING says 415.
  server.removeContentTypeParser('application/x-www-form-urlencoded');
  server.addContentTypeParser('*', async () => {
    throw badRequest('wrong_content_type', 'Send application/json.');
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    const sent = request.headers['x-request-id'];
    if (typeof sent === 'string' && /^[\x21-\x7e]{1,128}$/.test(sent)) reply.header('x-request-id', sent);
    done();
  });

  const own = createOwnResources(app, routes);
  evaluationRoutes(server, app, own, limit);
  searchRoutes(server, app, own, limit);
  metadataRoute(server, app);
}

/** Where everything is (§9). */
function metadataRoute(server: FastifyInstance, { config }: Application): void {
  const base = config['serve.public.base_url'];
  const metadata = {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
  };
  server.get(
    '/.well-known/authzen-configuration',
    {
      config: { operation: 'access.read_metadata', auth: 'none', tier: 1, permission: 'public' },
      schema: { response: { 200: Metadata } },
    },
    async () => metadata,
  );
}
