import { Type } from 'typebox';
import type { ClientApplication, ClientKey } from '../../applications/applications.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { changeApplication, manages } from './application-change.ts';
import {
  ApplicationChange,
  ApplicationList,
  ApplicationView,
  type Key,
  NewApplication,
  type Summary,
} from './application-shapes.ts';
import { type Api, ById } from './typed.ts';

const reads = { auth: 'session', tier: 1, permission: 'policy.read' } as const;

/** Protected applications: which there are, and what each may ask. */
export function applicationRoutes(server: Api, app: Application): void {
  const db = app.store.read;

  async function shown(id: string): Promise<ApplicationView> {
    const application = await app.applications.find(db, id);
    if (application === null) throw notFound('application');
    const policies = await app.applications.policies(db, id);
    return {
      ...summaryOf(application),
      schema: application.schema,
      policies: policies.map((policy) => ({ id: policy.id, text: policy.text })),
      entities: await app.applications.entities(db, id),
      keys: (await app.applications.keys(db, id)).map(shownKey),
    };
  }

  server.get(
    '/api/applications',
    { config: { ...reads, operation: 'application.list' }, schema: { response: { 200: ApplicationList } } },
    async () => ({ applications: (await app.applications.list(db)).map(summaryOf) }),
  );

  server.get(
    '/api/applications/:id',
    {
      config: { ...reads, operation: 'application.read' },
      schema: { params: ById, response: { 200: ApplicationView } },
    },
    async (request) => shown(request.params.id),
  );

  server.post(
    '/api/applications',
    {
      config: { ...manages, operation: 'application.create' },
      schema: { body: NewApplication, response: { 201: ApplicationView } },
    },
    async (request, reply) => {
      const { id, name, trusted = [], own_resources = false, reasons = false } = request.body;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.create(tx, { id, name, trusted, ownResources: own_resources, reasons });
        const details = { name, trusted: trusted.join(' '), own_resources, reasons };
        await note({ type: 'application.created', resource: `application:${id}`, details });
      });
      return reply.code(201).send(await shown(id));
    },
  );

  server.patch(
    '/api/applications/:id',
    {
      config: { ...manages, operation: 'application.change' },
      schema: { params: ById, body: ApplicationChange, response: { 200: ApplicationView } },
    },
    async (request) => {
      const { id } = request.params;
      const { own_resources: ownResources, ...rest } = request.body;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.change(tx, id, { ...rest, ...(ownResources === undefined ? {} : { ownResources }) });
        const { trusted, ...details } = request.body;
        await note({
          type: 'application.changed',
          resource: `application:${id}`,
          details: { ...details, ...(trusted ? { trusted: trusted.join(' ') } : {}) },
        });
      });
      return shown(id);
    },
  );

  server.delete(
    '/api/applications/:id',
    {
      config: { ...manages, operation: 'application.delete' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await changeApplication(app, request, async (tx, note) => {
        await app.applications.remove(tx, id);
        await note({ type: 'application.deleted', resource: `application:${id}` });
      });
      return reply.code(204).send(null);
    },
  );
}

function summaryOf(application: ClientApplication): Summary {
  return {
    id: application.id,
    name: application.name,
    trusted: [...application.trusted],
    own_resources: application.ownResources,
    reasons: application.reasons,
    source: application.fromFile ? 'file' : 'console',
    revision: application.revision,
    created_at: rfc3339(application.createdAt),
    updated_at: rfc3339(application.updatedAt),
  };
}

export function shownKey({ id, name, prefix, createdAt, expiresAt, lastUsedAt }: ClientKey): Key {
  return {
    id,
    name,
    prefix,
    created_at: rfc3339(createdAt),
    expires_at: rfc3339(expiresAt),
    last_used_at: lastUsedAt === null ? null : rfc3339(lastUsedAt),
  };
}
