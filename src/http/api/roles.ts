import { Type } from 'typebox';
import type { RoleFacts } from '../../access/access.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { personOf } from './people.ts';
import { personTiers } from './person-view.ts';
import { type Role, RoleList } from './role-shapes.ts';
import type { Api } from './typed.ts';

const ByRole = Type.Object({ id: Type.String(), role: Type.String() });

export const roleView = ({ definition, publicJars, ...role }: RoleFacts): Role => ({
  ...role,
  custom: definition !== null,
  definition: definition && { permissions: definition.permissions, public_jars: definition.publicJars },
  public_jars: publicJars,
});

/** What the roles are, and who has which. */
export function roleRoutes(server: Api, app: Application): void {
  server.get(
    '/api/roles',
    {
      config: { operation: 'role.list', auth: 'session', tier: 1, permission: 'self', beyondAccount: true },
      schema: { response: { 200: RoleList } },
    },
    async (request) => {
      const roles = await app.access.roles(app.store.read, request.person!.identity.id);
      return {
        permissions: [...new Set(roles.flatMap(({ permissions }) => permissions))].sort(),
        roles: roles.map(roleView),
      };
    },
  );

  const declared = { auth: 'session', tier: personTiers['role.assign'], permission: 'role.assign' } as const;
  const schema = { params: ByRole, response: { 204: Type.Null() } };
  const known = async (role: string) => {
    if (!(await app.access.isRole(app.store.read, role)))
      throw badRequest('unknown_role', 'There is no role of that name.');
  };

  server.put(
    '/api/people/:id/roles/:role',
    { config: { ...declared, operation: 'role.assign' }, schema },
    async (request, reply) => {
      const { id, role } = request.params;
      await known(role);
      await change(app, request, async (tx, note) => {
        await personOf(app, tx, id);
        const given = await app.access.giveRole(tx, { by: request.person!.identity.id, to: id, role });
        if (given) await note({ type: 'role.assigned', resource: `identity:${id}`, details: { role } });
      });
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/people/:id/roles/:role',
    { config: { ...declared, operation: 'role.remove' }, schema },
    async (request, reply) => {
      const { id, role } = request.params;
      await known(role);
      await change(app, request, async (tx, note) => {
        await personOf(app, tx, id);
        const taken = await app.access.takeRole(tx, { by: request.person!.identity.id, from: id, role });
        if (taken) await note({ type: 'role.removed', resource: `identity:${id}`, details: { role } });
      });
      return reply.code(204).send(null);
    },
  );
}
