import type { Application } from '../application.ts';
import { takesKeys } from '../by-key.ts';
import { requirementOf } from '../requirement-of.ts';
import type { DeclaredRoute } from '../route.ts';
import { OperationList } from './shapes.ts';
import type { Api } from './typed.ts';

/** The table of operations, from the declarations of the routes themselves. */
export function operationRoutes(server: Api, routes: readonly DeclaredRoute[], app: Application): void {
  server.get(
    '/api/operations',
    {
      config: { operation: 'operation.list', auth: 'session', tier: 1, permission: 'self' },
      schema: { response: { 200: OperationList } },
    },
    async () => ({
      operations: routes.map(({ operation, method, path, tier, permission, auth, fresh, byKey }) => ({
        operation,
        method,
        path: path.replace(/:(\w+)/g, '{$1}'),
        tier,
        permission,
        by_key: takesKeys({ byKey, tier }),
        // Where nobody has to be signed in there is nothing to prove.
        requirement: auth === 'session' ? requirementOf({ tier, fresh }, app) : {},
      })),
    }),
  );
}
