import type { FastifyInstance, FastifyRequest } from 'fastify';
import { adminIdentityWire, type Identity } from '../../identity/identity.ts';
import { notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Application } from '../application.ts';
import { createBatch } from './identity-batch.ts';
import { identityChanges } from './identity-changes.ts';
import { credentialsWire, includedTypes } from './identity-credentials.ts';
import { fits } from './identity-fits.ts';
import { listIdentities } from './identity-list.ts';
import { patchDocument } from './identity-patch.ts';
import {
  type BatchBody,
  BatchIdentities,
  type CreateBody,
  CreateIdentity,
  JsonPatch,
  type Operation,
  PatchedIdentity,
  type ReplaceBody,
  ReplaceIdentity,
} from './identity-shapes.ts';

const declared = { auth: 'admin', permission: 'operator', contract: 'kratos' } as const;
const reading = { ...declared, tier: 1, repeats: ['include_credential'] } as const;

/** 1000 identities of 8 KiB. */
const batchLimit = 8 * 1024 * 1024;

const asPatched = fits(PatchedIdentity);

/** The operator's routes to identities, as the wire contract has them (sections 2.3 and 14). */
export function identityRoutes(server: FastifyInstance, app: Application): void {
  const { config, store, identities } = app;
  const baseUrl = config['serve.public.base_url'];
  const changes = identityChanges(app);
  const shown = async (identity: Identity, include: ReadonlySet<string> = new Set()) =>
    adminIdentityWire(identity, await credentialsWire(app, identity, include), baseUrl);

  server.get(
    '/admin/identities',
    { config: { ...reading, operation: 'identity.list', repeats: ['ids', 'include_credential'] } },
    async (request, reply) => {
      const include = includedTypes(request.query);
      const found = await listIdentities(app, request, reply);
      return include.size > 0
        ? Promise.all(found.map((identity) => shown(identity, include)))
        : found.map((identity) => adminIdentityWire(identity, undefined, baseUrl));
    },
  );

  server.post(
    '/admin/identities',
    { config: { ...declared, operation: 'identity.create', tier: 3 }, schema: { body: CreateIdentity } },
    async (request, reply) => {
      const identity = await changes.create(request, request.body as CreateBody);
      // Without /admin, as in the contract.
      reply.code(201).header('location', `${config['serve.admin.base_url']}/identities/${identity.id}`);
      return shown(identity);
    },
  );

  server.patch(
    '/admin/identities',
    {
      config: { ...declared, operation: 'identity.create_many', tier: 3 },
      schema: { body: BatchIdentities },
      bodyLimit: batchLimit,
    },
    async (request) => createBatch(request, request.body as BatchBody, changes.create),
  );

  server.get('/admin/identities/:id', { config: { ...reading, operation: 'identity.read' } }, async (request) => {
    const include = includedTypes(request.query);
    const { id } = parametersOf(request);
    return shown(there(isUuid(id) ? await identities.byId(store.read, id) : null), include);
  });

  server.get(
    '/admin/identities/by/external/:externalId',
    { config: { ...reading, operation: 'identity.read_external' } },
    async (request) => {
      const include = includedTypes(request.query);
      return shown(there(await identities.byExternalId(store.read, parametersOf(request).externalId)), include);
    },
  );

  server.put(
    '/admin/identities/:id',
    { config: { ...declared, operation: 'identity.replace', tier: 3 }, schema: { body: ReplaceIdentity } },
    async (request) => shown(await changes.replace(request, parametersOf(request).id, request.body as ReplaceBody)),
  );

  server.patch(
    '/admin/identities/:id',
    { config: { ...declared, operation: 'identity.patch', tier: 3 }, schema: { body: JsonPatch } },
    async (request) => {
      const identity = await changes.patch(request, parametersOf(request).id, (before) => {
        const document = { external_id: null, ...structuredClone(adminIdentityWire(before, undefined, baseUrl)) };
        patchDocument(document, request.body as Operation[]);
        return asPatched(document);
      });
      return shown(identity);
    },
  );

  server.delete(
    '/admin/identities/:id',
    { config: { ...declared, operation: 'identity.delete', tier: 4 } },
    async (request, reply) => {
      await changes.remove(request, parametersOf(request).id);
      return reply.code(204).send();
    },
  );

  server.delete(
    '/admin/identities/:id/credentials/:type',
    { config: { ...declared, operation: 'identity.remove_credential', tier: 3 } },
    async (request, reply) => {
      const { id, type } = parametersOf(request);
      const { identifier } = request.query as { identifier?: string };
      await changes.removeCredentials(request, id, type, identifier);
      return reply.code(204).send();
    },
  );
}

const parametersOf = ({ params }: FastifyRequest) => params as { id: string; externalId: string; type: string };

function there(identity: Identity | null): Identity {
  if (identity) return identity;
  throw notFound('identity');
}
