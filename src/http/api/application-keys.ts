import { Type } from 'typebox';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { changeApplication, manages } from './application-change.ts';
import { MadeKey, NewKey } from './application-shapes.ts';
import { shownKey } from './applications.ts';
import { type Api, ById } from './typed.ts';

const ByKey = Type.Object({ id: Type.String(), key: Type.String() });

const usualDays = 365;
const usualOverlapSeconds = 86_400;

/** What an application authenticates with. A key is shown once, when it is made. */
export function applicationKeyRoutes(server: Api, app: Application): void {
  server.post(
    '/api/applications/:id/keys',
    {
      config: { ...manages, operation: 'application.create_key' },
      schema: { params: ById, body: NewKey, response: { 201: MadeKey } },
    },
    async (request, reply) => {
      const { id: applicationId } = request.params;
      const { name, days = usualDays, replaces, overlap_seconds: overlapSeconds = usualOverlapSeconds } = request.body;
      const made = await changeApplication(app, request, async (tx, note) => {
        const created = await app.applications.createKey(tx, {
          applicationId,
          by: request.person!.identity.id,
          name,
          days,
          replaces: replaces === undefined ? undefined : { id: replaces, overlapSeconds },
        });
        await note({
          type: 'application.key_created',
          resource: `application:${applicationId}`,
          details: { key: created.key.id, name, ...(replaces === undefined ? {} : { replaces }) },
        });
        return created;
      });
      return reply.code(201).send({ ...shownKey(made.key), key: made.text });
    },
  );

  server.delete(
    '/api/applications/:id/keys/:key',
    {
      config: { ...manages, operation: 'application.revoke_key' },
      schema: { params: ByKey, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, key } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        if (!(await app.applications.revokeKey(tx, id, key))) throw notFound('key');
        await note({ type: 'application.key_revoked', resource: `application:${id}`, details: { key } });
      });
      return reply.code(204).send(null);
    },
  );
}
