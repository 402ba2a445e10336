import { Type } from 'typebox';
import { level } from '../../assurance/level.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import { describeDevice } from '../../sessions/sessions.ts';
import type { Application } from '../application.ts';
import { Ended, MySessionList } from './account-shapes.ts';
import { change } from './change.ts';
import { type Api, ById } from './typed.ts';

/** Where the person who asks is signed in. */
export function mySessionRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', permission: 'self' } as const;

  server.get(
    '/api/me/sessions',
    { config: { ...self, tier: 1, operation: 'session.list' }, schema: { response: { 200: MySessionList } } },
    async (request) => {
      const { identity, session: current } = request.person!;
      const sessions = await app.sessions.list(app.store.read, identity.id);
      return {
        sessions: sessions.map((session) => {
          const device = session.devices.at(-1);
          const { browser, system } = describeDevice(device?.userAgent ?? '');
          return {
            id: session.id,
            browser: browser ?? 'Unknown browser',
            system: system ?? 'Unknown system',
            ip: device?.ip ?? '',
            level: level(session.evidence, app.config['assurance.mode']),
            methods: [...new Set(session.evidence.map(({ method }) => method))],
            issued_at: rfc3339(session.issuedAt),
            last_seen_at: rfc3339(session.lastSeenAt),
            expires_at: rfc3339(session.expiresAt),
            current: session.id === current.id,
          };
        }),
      };
    },
  );

  server.delete(
    '/api/me/sessions/:id',
    {
      config: { ...self, tier: 2, fresh: true, operation: 'session.revoke' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        if (!(await app.sessions.revoke(tx, request.person!.identity.id, id))) throw notFound('session');
        await note({ type: 'session.revoked', details: { revoked: id } });
      });
      return reply.code(204).send(null);
    },
  );

  server.delete(
    '/api/me/sessions',
    {
      config: { ...self, tier: 2, fresh: true, operation: 'session.revoke_others' },
      schema: { response: { 200: Ended } },
    },
    (request) =>
      change(app, request, async (tx, note) => {
        const { identity, session } = request.person!;
        const count = await app.sessions.revokeAll(tx, identity.id, session.id);
        await note({ type: 'session.revoked', details: { count } });
        return { count };
      }),
  );
}
