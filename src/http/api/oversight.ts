import { Type } from 'typebox';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Application } from '../application.ts';
import { auditOf } from '../authorize.ts';
import { OversightList } from './jar-shapes.ts';
import { namesOf } from './names.ts';
import { type Api, pageQuery } from './typed.ts';

const Query = Type.Object(
  { ...pageQuery, orphaned: Type.Optional(Type.Enum(['true', 'false'])) },
  { additionalProperties: false },
);

/**
 * Every jar by what is known of it from outside, for those who look after the installation: which there are, whose, and
 * which of them nobody can look after any more. It opens none of them, and each look is written down.
 */
export function oversightRoutes(server: Api, app: Application): void {
  server.get(
    '/api/oversight/jars',
    {
      config: { operation: 'jar.oversee', auth: 'session', tier: 3, permission: 'jar.oversee' },
      schema: { querystring: Query, response: { 200: OversightList } },
    },
    async (request) => {
      const subject = request.person!.identity.id;
      const { orphaned = 'false', ...page } = request.query;
      const init = { ...page, subject, orphaned: orphaned === 'true' };
      const { jars, nextCursor } = await app.jars.oversee(app.store.read, init);
      const details = { jars: jars.length, orphaned: init.orphaned };
      const event = { type: 'jar.overseen', outcome: 'success', details } as const;
      await app.audit.record(auditOf(app, request, event), request.from);
      const name = await namesOf(
        app,
        jars.map(({ jar }) => jar.ownerId),
        subject,
      );
      return {
        jars: jars.map(({ jar, orphaned }) => ({
          id: jar.id,
          name: jar.name,
          type: jar.type,
          sensitivity: jar.sensitivity,
          owner: { id: jar.ownerId, name: name(jar.ownerId) },
          documents: jar.documents,
          created_at: rfc3339(jar.createdAt),
          updated_at: rfc3339(jar.updatedAt),
          orphaned,
        })),
        next_cursor: nextCursor,
      };
    },
  );
}
