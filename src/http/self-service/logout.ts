import type { FastifyInstance } from 'fastify';
import { flowError } from '../../flows/flows.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';
import type { Origin } from '../../kernel/request.ts';
import { hmac, sameSecret } from '../../kernel/secrets.ts';
import type { Application } from '../application.ts';
import { isJsonRequest } from '../content.ts';
import type { Csrf } from '../csrf.ts';
import { farewellCookie } from '../farewell-cookie.ts';

/** The logout token is made from the session's own, so that a link made for one session ends no other. */
function logoutToken(sessionToken: string): string {
  return `ory_lo_${hmac(sessionToken, 'logout').toString('base64url')}`;
}

/** Where following the link signs this session out. */
export function logoutUrl({ config }: Application, sessionToken: string): string {
  return `${config['serve.public.base_url']}/self-service/logout?token=${logoutToken(sessionToken)}`;
}

const declared = { auth: 'optional', tier: 1, permission: 'public', contract: 'kratos' } as const;

const unknownToken = () =>
  new StingError({ code: 'unknown_token', status: 403, message: 'This session token is not known.' });

/** Signing out: a browser follows a link with its token, a native client gives its session token back. */
export function logoutRoutes(server: FastifyInstance, app: Application, csrf: Csrf): void {
  const { config } = app;
  const farewell = farewellCookie({ https: config['serve.public.base_url'].startsWith('https:') });

  server.get(
    '/self-service/logout/browser',
    { config: { ...declared, operation: 'logout.start', limited: true } },
    async (request) => {
      if (!request.person || request.person.superseded || !request.byCookie) throw flowError('session_inactive');
      const url = new URL(logoutUrl(app, request.sessionToken!));
      const returnTo = app.flows.returnTo((request.query as { return_to?: string }).return_to);
      if (returnTo) url.searchParams.set('return_to', returnTo);
      return { logout_url: url.href, logout_token: url.searchParams.get('token') };
    },
  );

  server.get(
    '/self-service/logout',
    { config: { ...declared, operation: 'logout.submit', limited: true } },
    async (request, reply) => {
      const { token = '', return_to } = request.query as { token?: string; return_to?: string };
      const after =
        app.flows.returnTo(return_to) ?? config['selfservice.flows.logout.after.default_browser_return_url'];
      // A token that was replaced may be in other hands by now: it ends nothing.
      if (request.person && !request.person.superseded && request.byCookie) {
        if (!sameSecret(token, logoutToken(request.sessionToken!))) throw flowError('foreign_logout');
        await end(request.person.identity.id, request.person.session.id, request.from);
      }
      // Somebody who is signed out already has what they came for.
      const cookies = [app.sessionCookie.clear(), csrf.setCookie(csrf.newSecret())];
      if (app.forwardAuth.cookie) cookies.push(app.forwardAuth.cookie.clear());
      if (!isJsonRequest(request)) cookies.push(farewell.set());
      reply.header('set-cookie', cookies);
      if (config['selfservice.flows.logout.clear_browser_data']) {
        reply.header('clear-site-data', '"cache", "storage"');
      }
      return isJsonRequest(request) ? reply.code(204).send() : reply.redirect(after, 303);
    },
  );

  server.delete(
    '/self-service/logout/api',
    { config: { ...declared, auth: 'none', operation: 'logout.native' } },
    async (request, reply) => {
      const { session_token: token } = (request.body ?? {}) as { session_token?: unknown };
      if (typeof token !== 'string' || token === '') throw badRequest('missing_token', 'Send session_token.');
      const session = await app.sessions.byToken(app.store.read, token, 'token');
      if (!session) throw unknownToken();
      if (session.active) await end(session.identityId, session.id, request.from);
      return reply.code(204).send();
    },
  );

  async function end(identityId: string, sessionId: string, from: Origin) {
    await app.store.write(async (tx) => {
      await app.sessions.revoke(tx, identityId, sessionId);
      const event = { type: 'logout.succeeded', outcome: 'success', actor: identityId, session: sessionId } as const;
      await app.audit.append(tx, event, from);
    });
  }
}
