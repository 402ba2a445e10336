import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { change } from './change.ts';
import { NewRole, Role, RoleChange } from './role-shapes.ts';
import { roleView } from './roles.ts';
import type { Api } from './typed.ts';

const ByName = Type.Object({ name: Type.String() });

/** Roles that an installation makes for itself. Each is written as policies that one can read, and nothing else. */
export function roleDefinitionRoutes(server: Api, app: Application): void {
  const declared = { auth: 'session', tier: 4, permission: 'role.define' } as const;

  async function shown(request: FastifyRequest, name: string): Promise<Role> {
    const roles = await app.access.roles(app.store.read, request.person!.identity.id);
    return roleView(roles.find((role) => role.name === name)!);
  }

  server.post(
    '/api/roles',
    { config: { ...declared, operation: 'role.define' }, schema: { body: NewRole, response: { 201: Role } } },
    async (request, reply) => {
      const { public_jars: publicJars, ...role } = request.body;
      await change(app, request, async (tx, note) => {
        await app.access.defineRole(tx, { by: askerOf(request), role: { ...role, publicJars } });
        await note({ type: 'role.defined', resource: `role:${role.name}`, details: held(request.body) });
      });
      return reply.code(201).send(await shown(request, role.name));
    },
  );

  server.patch(
    '/api/roles/:name',
    {
      config: { ...declared, operation: 'role.change' },
      schema: { params: ByName, body: RoleChange, response: { 200: Role } },
    },
    async (request) => {
      const { name } = request.params;
      const { public_jars: publicJars, ...rest } = request.body;
      const wanted = { ...rest, ...(publicJars ? { publicJars } : {}) };
      await change(app, request, async (tx, note) => {
        const after = await app.access.changeRole(tx, { by: askerOf(request), name, change: wanted });
        const details = held({ ...after, public_jars: after.publicJars });
        await note({ type: 'role.changed', resource: `role:${name}`, details });
      });
      return shown(request, name);
    },
  );

  server.delete(
    '/api/roles/:name',
    {
      config: { ...declared, operation: 'role.delete' },
      schema: { params: ByName, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { name } = request.params;
      await change(app, request, async (tx, note) => {
        await app.access.deleteRole(tx, { by: askerOf(request), name });
        await note({ type: 'role.deleted', resource: `role:${name}` });
      });
      return reply.code(204).send(null);
    },
  );
}

const held = ({ permissions, public_jars: jars }: { permissions: string[]; public_jars: string[] }) => ({
  permissions: permissions.join(' '),
  public_jars: jars.join(' '),
});
