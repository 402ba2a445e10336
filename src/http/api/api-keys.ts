import { Type } from 'typebox';
import type { ApiKey as Key, Made } from '../../api-keys/api-keys.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { keyScopes } from '../by-key.ts';
import type { DeclaredRoute } from '../route.ts';
import { type ApiKey, ApiKeyList, KeyRotation, NewApiKey, ShownApiKey } from './account-shapes.ts';
import { change } from './change.ts';
import { type Api, ById } from './typed.ts';

const defaultOverlapMinutes = 60;

/** The API keys of the person who asks. Somebody else's answers like one that does not exist; no key may look after keys. */
export function apiKeyRoutes(server: Api, app: Application, routes: readonly DeclaredRoute[]): void {
  const self = { auth: 'session', permission: 'self' } as const;

  server.get(
    '/api/me/api-keys',
    { config: { ...self, tier: 1, operation: 'api_key.list' }, schema: { response: { 200: ApiKeyList } } },
    async (request) => ({
      api_keys: (await app.apiKeys.list(app.store.read, request.person!.identity.id)).map(shown),
    }),
  );

  server.post(
    '/api/me/api-keys',
    {
      config: { ...self, tier: 3, operation: 'api_key.create' },
      schema: { body: NewApiKey, response: { 201: ShownApiKey } },
    },
    async (request, reply) => {
      const { name, scopes, expires_in_days: days } = request.body;
      const allowed = keyScopes(routes);
      const other = scopes.find((scope) => !allowed.has(scope));
      if (other !== undefined) throw scopeNotAllowed(other);
      const made = await change(app, request, async (tx, note) => {
        const init = { identityId: request.person!.identity.id, name: name.trim(), scopes };
        const { key, text } = await app.apiKeys.create(tx, { ...init, ...(days === undefined ? {} : { days }) });
        await note({ type: 'api_key.created', resource: `api_key:${key.id}`, details: about(key) });
        return { key, text };
      });
      app.courier.wake();
      return reply.code(201).send(shownOnce(made));
    },
  );

  server.post(
    '/api/me/api-keys/:id/rotate',
    {
      config: { ...self, tier: 3, operation: 'api_key.rotate' },
      // No body is the same as an empty one.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: { params: ById, body: KeyRotation, response: { 201: ShownApiKey } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { overlap_minutes: overlap = defaultOverlapMinutes } = request.body;
      const made = await change(app, request, async (tx, note) => {
        const { key, text } = await app.apiKeys.rotate(tx, request.person!.identity.id, id, overlap * 60);
        const details = { ...about(key), replaced: id, overlap_minutes: overlap };
        await note({ type: 'api_key.rotated', resource: `api_key:${key.id}`, details });
        return { key, text };
      });
      app.courier.wake();
      return reply.code(201).send(shownOnce(made));
    },
  );

  server.delete(
    '/api/me/api-keys/:id',
    {
      config: { ...self, tier: 2, operation: 'api_key.revoke' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await change(app, request, async (tx, note) => {
        const key = await app.apiKeys.revoke(tx, request.person!.identity.id, request.params.id);
        if (key === null) throw notFound('API key');
        await note({ type: 'api_key.revoked', resource: `api_key:${key.id}`, details: about(key) });
      });
      app.courier.wake();
      return reply.code(204).send(null);
    },
  );
}

const about = ({ id, name, scopes }: Key) => ({ key: id, name, scopes: scopes.join(' ') });

const shown = ({ lastUsedAt, ...key }: Key): ApiKey => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  status: key.status,
  created_at: rfc3339(key.createdAt),
  expires_at: rfc3339(key.expiresAt),
  last_used_at: lastUsedAt === null ? null : rfc3339(lastUsedAt),
});

const shownOnce = ({ key, text }: Made): ShownApiKey => ({ ...shown(key), key: text });

const scopeNotAllowed = (scope: string) =>
  new StingError({
    code: 'scope_not_allowed',
    status: 400,
    message: `“${scope}” cannot be a scope of an API key. Take operations that GET /api/operations marks with by_key.`,
    extensions: { scope },
  });
