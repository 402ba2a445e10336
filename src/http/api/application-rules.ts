import { Type } from 'typebox';
import type { StoredEntity } from '../../applications/applications.ts';
import type { Application } from '../application.ts';
import { changeApplication, manages } from './application-change.ts';
import { NewEntities, NewEntity, NewPolicy, NewSchema } from './application-shapes.ts';
import { type Api, ById } from './typed.ts';

const nothing = { 204: Type.Null() };
const ByPolicy = Type.Object({ id: Type.String(), policy: Type.String() });
const ByEntity = Type.Object({ id: Type.String(), type: Type.String(), entity: Type.String() });

type Said = Pick<StoredEntity, 'type' | 'id'> & {
  attributes?: Record<string, unknown>;
  parents?: StoredEntity['parents'];
};
const whole = ({ attributes = {}, parents = [], ...uid }: Said): StoredEntity => ({ ...uid, attributes, parents });

/** What an application is decided by: its schema, its policies and what is known of its subjects and resources. */
export function applicationRuleRoutes(server: Api, app: Application): void {
  const changed = (id: string, details: Record<string, string | number>) =>
    ({ type: 'application.changed', resource: `application:${id}`, details }) as const;

  server.put(
    '/api/applications/:id/schema',
    {
      config: { ...manages, operation: 'application.set_schema' },
      schema: { params: ById, body: NewSchema, response: nothing },
    },
    async (request, reply) => {
      const { id } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.setSchema(tx, id, request.body.schema);
        await note(changed(id, { part: 'schema' }));
      });
      return reply.code(204).send(null);
    },
  );

  server.put(
    '/api/applications/:id/policies/:policy',
    {
      config: { ...manages, operation: 'application.put_policy' },
      schema: { params: ByPolicy, body: NewPolicy, response: nothing },
    },
    async (request, reply) => {
      const { id, policy } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        const { json } = await app.applications.putPolicy(tx, id, policy, request.body.text);
        await note(changed(id, { part: 'policy', policy, effect: json.effect }));
      });
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/applications/:id/policies/:policy',
    {
      config: { ...manages, operation: 'application.delete_policy' },
      schema: { params: ByPolicy, response: nothing },
    },
    async (request, reply) => {
      const { id, policy } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.deletePolicy(tx, id, policy);
        await note(changed(id, { part: 'policy', policy, effect: 'deleted' }));
      });
      return reply.code(204).send(null);
    },
  );

  server.put(
    '/api/applications/:id/entities',
    {
      config: { ...manages, operation: 'application.put_entities' },
      schema: { params: ById, body: NewEntities, response: nothing },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { entities } = request.body;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.putEntities(tx, id, entities.map(whole));
        await note(changed(id, { part: 'entities', count: entities.length }));
      });
      return reply.code(204).send(null);
    },
  );

  server.put(
    '/api/applications/:id/entities/:type/:entity',
    {
      config: { ...manages, operation: 'application.put_entity' },
      schema: { params: ByEntity, body: NewEntity, response: nothing },
    },
    async (request, reply) => {
      const { id, type, entity } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.putEntities(tx, id, [whole({ ...request.body, type, id: entity })]);
        await note(changed(id, { part: 'entity', type, entity }));
      });
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/applications/:id/entities/:type/:entity',
    {
      config: { ...manages, operation: 'application.delete_entity' },
      schema: { params: ByEntity, response: nothing },
    },
    async (request, reply) => {
      const { id, type, entity } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.deleteEntity(tx, id, type, entity);
        await note(changed(id, { part: 'entity deleted', type, entity }));
      });
      return reply.code(204).send(null);
    },
  );
}
