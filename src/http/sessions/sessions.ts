import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flowError } from '../../flows/flows.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { type Authenticated, gradingOf, sessionWire } from '../../sessions/sessions.ts';
import type { Application } from '../application.ts';
import { unauthenticated } from '../authenticate.ts';
import { offsetLinks, offsetOf, pageOf } from '../pagination.ts';

const declared = { auth: 'optional', permission: 'self', contract: 'kratos' } as const;

/** `/sessions/whoami` and the list of one's own sessions, as the wire contract has them (section 7). */
export function sessionRoutes(server: FastifyInstance, app: Application): void {
  const { config } = app;
  const grading = gradingOf(config);

  server.get(
    '/sessions/whoami',
    { config: { ...declared, operation: 'session.whoami', tier: 1, unlimited: true } },
    async (request, reply) => {
      if (!request.person) throw unauthenticated();
      const { tokenize_as } = request.query as { tokenize_as?: string };
      if (tokenize_as !== undefined) {
        throw badRequest('tokenizer_unsupported', 'JWT tokenizer templates are not supported: leave tokenize_as out.');
      }
      await app.flows.requireAal(request.person, config['session.whoami.required_aal']);
      reply.header('x-kratos-authenticated-identity-id', request.person.identity.id);
      reply.type('application/json; charset=utf-8');
      renewCookie(request, reply);
      return JSON.stringify(sessionWire(request.person, grading));
    },
  );

  server.get('/sessions', { config: { ...declared, operation: 'session.list', tier: 1 } }, async (request, reply) => {
    const { identity, session: current } = signedIn(request);
    const others = (await app.sessions.list(app.store.read, identity.id)).filter(({ id }) => id !== current.id);
    const offset = offsetOf(request);
    reply.header('x-total-count', others.length).header('link', offsetLinks(request, offset, others.length));
    return pageOf(others, offset).map((session) => sessionWire({ session, identity }, grading));
  });

  server.delete(
    '/sessions',
    { config: { ...declared, operation: 'session.revoke_others', tier: 2, fresh: true } },
    async (request) => {
      const { identity, session } = signedIn(request);
      const count = await app.store.write(async (tx) => {
        const ended = await app.sessions.revokeAll(tx, identity.id, session.id);
        await app.audit.append(tx, revoked(request, { sessions: ended }), request.from);
        return ended;
      });
      return { count };
    },
  );

  server.delete(
    '/sessions/:id',
    { config: { ...declared, operation: 'session.revoke', tier: 2, fresh: true } },
    async (request, reply) => {
      const { identity, session } = signedIn(request);
      const { id } = request.params as { id: string };
      if (id === session.id) throw badRequest('current_session', 'To end the current session, sign out.');
      await app.store.write(async (tx) => {
        if (!(await app.sessions.revoke(tx, identity.id, id))) throw notFound('session');
        await app.audit.append(tx, revoked(request, { ended: id }), request.from);
      });
      return reply.code(204).send();
    },
  );

  /** A browser knows nothing of an operator's extension, and would drop the cookie at its former end. */
  function renewCookie({ person, byCookie, sessionToken }: FastifyRequest, reply: FastifyReply): void {
    if (!byCookie || person!.superseded || !app.sessions.isExtended(person!.session)) return;
    const seconds = Math.floor((person!.session.expiresAt - app.clock()) / 1000);
    reply.header('set-cookie', app.sessionCookie.serialize(sessionToken!, seconds));
  }
}

function signedIn(request: FastifyRequest): Authenticated {
  if (!request.person) throw flowError('session_inactive');
  return request.person;
}

function revoked({ person }: FastifyRequest, details: Record<string, string | number>) {
  return {
    type: 'session.revoked',
    outcome: 'success',
    actor: person!.identity.id,
    session: person!.session.id,
    details,
  } as const;
}
