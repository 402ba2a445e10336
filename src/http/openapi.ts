import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

/** `GET /openapi.json`, made from the schemas that the routes validate with. Register it before the routes. */
export async function openApi(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'STING', description: 'Passkey-first identity and access.', version: '1' },
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer', description: 'A session token.' },
          api_key: { type: 'http', scheme: 'bearer', description: 'An API key with the operation among its scopes.' },
          client: { type: 'http', scheme: 'bearer', description: 'The key of an application.' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const { operation, tier, permission, auth, contract, byKey } = route.config ?? {};
      if (contract === 'page') return { schema: { hide: true }, url };
      const described = {
        ...schema,
        operationId: operationId(server, operation!, url),
        'x-operation': operation,
        'x-tier': tier,
        'x-permission': permission,
      };
      if (auth === 'client') return { schema: { ...described, security: [{ client: [] }] }, url };
      const security = [{ session: [] }, ...(byKey ? [{ api_key: [] }] : [])];
      return { schema: auth === 'session' ? { ...described, security } : described, url };
    },
  });
  const config = { operation: 'openapi.read', auth: 'none', tier: 1, permission: 'public' } as const;
  server.get('/openapi.json', { config, schema: { hide: true } as object }, async () => server.swagger());
}

/** Unique, as OpenAPI 3.1 wants it: routes that do the same under another path have its end behind the operation. */
function operationId({ declaredRoutes }: FastifyInstance, operation: string, url: string): string {
  const first = declaredRoutes.find((route) => route.operation === operation);
  return first?.path === url ? operation : `${operation}.${url.split('/').at(-1)}`;
}
