import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Jar } from '../../jars/jars.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { change } from './change.ts';
import { namesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { JarChange, JarList, Jar as JarShape, NewJar } from './shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';

const ListQuery = Type.Object(
  { ...pageQuery, q: Type.Optional(Type.String({ maxLength: 120 })) },
  { additionalProperties: false },
);

/** Honey Jars, as far as the person who asks may know of them. */
export function jarRoutes(server: Api, app: Application): void {
  const auth = 'session';
  const db = app.store.read;

  const shown = (jar: Jar, name: (id: string) => string | null, my: JarShape['my']): JarShape => ({
    id: jar.id,
    name: jar.name,
    description: jar.description,
    type: jar.type,
    sensitivity: jar.sensitivity,
    owner: { id: jar.ownerId, name: name(jar.ownerId) ?? 'Unknown person' },
    tags: jar.tags,
    documents: jar.documents,
    created_at: rfc3339(jar.createdAt),
    updated_at: rfc3339(jar.updatedAt),
    my,
  });

  async function shownInFull(request: FastifyRequest, jar: Jar): Promise<JarShape> {
    const subject = request.person!.identity.id;
    const { relation, may } = await app.access.may(db, { ...askerOf(request), jar: jar.id });
    return shown(jar, await namesOf(app, [jar.ownerId], subject), { relation, may });
  }

  server.get(
    '/api/jars',
    {
      config: { operation: 'jar.list', auth, tier: 1, permission: 'self', beyondAccount: true, byKey: true },
      schema: { querystring: ListQuery, response: { 200: JarList } },
    },
    async (request) => {
      const subject = request.person!.identity.id;
      const { jars, nextCursor } = await app.jars.list(db, { ...request.query, ...askerOf(request) });
      const name = await namesOf(
        app,
        jars.map(({ ownerId }) => ownerId),
        subject,
      );
      return { jars: jars.map((jar) => shown(jar, name, { relation: jar.relation })), next_cursor: nextCursor };
    },
  );

  server.post(
    '/api/jars',
    {
      config: { operation: 'jar.create', auth, tier: 2, permission: 'jar.create', byKey: true },
      schema: { body: NewJar, response: { 201: JarShape } },
    },
    async (request, reply) => {
      const jar = await change(app, request, async (tx, note) => {
        const created = await app.jars.create(tx, request.person!.identity.id, request.body);
        const { id, type, sensitivity } = created;
        await note({ type: 'jar.created', resource: `jar:${id}`, details: { type, sensitivity } });
        return created;
      });
      return reply.code(201).send(await shownInFull(request, jar));
    },
  );

  server.get(
    '/api/jars/:id',
    {
      config: { ...onJar('jar.read', 'discover'), byKey: true },
      schema: { params: ById, response: { 200: JarShape } },
    },
    async (request) => {
      const jar = await app.jars.get(db, request.params.id);
      if (!jar) throw notFound('Honey Jar');
      return shownInFull(request, jar);
    },
  );

  const { operation, tier, permission } = onJar('jar.administer', 'administer');
  server.patch(
    '/api/jars/:id',
    {
      // Who can see a jar, and what it takes to open it, is more than its description.
      config: {
        ...onJar('jar.edit', 'edit'),
        byKey: true,
        escalation: { members: ['type', 'sensitivity', 'team'], operation, tier, permission },
      },
      schema: { params: ById, body: JarChange, response: { 200: JarShape } },
    },
    async (request) => {
      const { id } = request.params;
      const jar = await change(app, request, async (tx, note) => {
        const before = await app.jars.get(tx, id);
        const after = await app.jars.change(tx, request.person!.identity.id, id, request.body);
        await note({ type: 'jar.changed', details: changesOf(before, after, Object.keys(request.body)) });
        return after;
      });
      return shownInFull(request, jar);
    },
  );

  server.delete(
    '/api/jars/:id',
    {
      config: onJar('jar.delete', 'delete'),
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const jar = await app.jars.get(tx, id);
        if (!jar || !(await app.jars.remove(tx, id))) throw notFound('Honey Jar');
        await note({ type: 'jar.deleted', details: { name: jar.name, documents: jar.documents } });
      });
      return reply.code(204).send(null);
    },
  );
}

/** Which members changed, and the protection from what to what. */
function changesOf(before: Jar | null, after: Jar, members: string[]): Record<string, string | null> {
  const details: Record<string, string | null> = { changed: members.sort().join(' ') };
  for (const member of ['type', 'sensitivity', 'teamId'] as const) {
    if (!before || before[member] === after[member]) continue;
    details[`${member}_from`] = before[member];
    details[`${member}_to`] = after[member];
  }
  return details;
}
