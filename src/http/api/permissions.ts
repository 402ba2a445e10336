import type { Tier } from '../../assurance/tiers.ts';
import type { Application } from '../application.ts';
import type { DeclaredRoute } from '../route.ts';
import { personOf } from './people.ts';
import { PermissionList } from './role-shapes.ts';
import { type Api, ById } from './typed.ts';

/** Why somebody may do what they may on the installation: what it would be if they asked from where the caller is. */
export function permissionRoutes(server: Api, app: Application, routes: readonly DeclaredRoute[]): void {
  /** That of the least that the permission is good for. */
  const tierOf = (permission: string): Tier =>
    Math.min(4, ...routes.filter((route) => route.permission === permission).map(({ tier }) => tier)) as Tier;

  server.get(
    '/api/people/:id/permissions',
    {
      config: { operation: 'person.permissions', auth: 'session', tier: 1, permission: 'policy.read' },
      schema: { params: ById, response: { 200: PermissionList } },
    },
    async (request) => {
      const { id: subject, state } = await personOf(app, app.store.read, request.params.id);
      // Whoever is suspended has roles and may do nothing.
      if (state !== 'active') return { permissions: [] };
      const { from } = request;
      return { permissions: await app.access.effective(app.store.read, { subject, from, tierOf }) };
    },
  );
}
