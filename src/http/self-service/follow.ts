import type { FastifyInstance } from 'fastify';
import { flowError, type SelfService } from '../../flows/flows.ts';
import { StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Application } from '../application.ts';
import type { Csrf } from '../csrf.ts';
import type { RateLimit } from '../rate-limit.ts';
import { flowAddresses } from './addresses.ts';
import { answering } from './answers.ts';
import { clientOf } from './client.ts';
import { continuityCookie } from './continuity-cookie.ts';
import { insteadOf } from './instead.ts';

const declared = { auth: 'optional', tier: 2, permission: 'public', contract: 'kratos' } as const;

/**
 * `GET` on the address of a submission: where links of messages lead, and where a browser comes back to with a fresh
 * proof. Nothing but a one-time token of a message or a parked submission is taken this way.
 */
export function followRoutes(server: FastifyInstance, app: Application, csrf: Csrf, limitStarts: RateLimit): void {
  const addresses = flowAddresses(app);
  const answer = answering(app, addresses, csrf);
  const instead = insteadOf(app, addresses, limitStarts);
  const parking = continuityCookie({ https: addresses.base.startsWith('https:') });
  const flowOf = (query: unknown): string => {
    const { flow } = query as { flow?: string };
    if (!flow) throw flowError('missing_flow');
    if (!isUuid(flow)) throw flowError('unknown_flow');
    return flow;
  };

  server.get(
    '/self-service/login',
    { config: { ...declared, operation: 'login.follow', limited: true } },
    async (request, reply) => {
      const flow = await app.flows.read('login', flowOf(request.query), clientOf(app, request, reply, 'browser', csrf));
      return reply.redirect(addresses.page('login', flow), 303);
    },
  );

  server.get(
    '/self-service/settings',
    { config: { ...declared, operation: 'settings.follow' } },
    async (request, reply) => {
      const id = flowOf(request.query);
      const client = clientOf(app, request, reply, 'browser', csrf);
      const flow = await app.flows.read('settings', id, client);
      const token = parking.read(request.headers.cookie);
      const body = token ? await app.flows.continuity.take(id, client.person!.identity.id, token) : null;
      if (!body) return reply.redirect(addresses.page('settings', flow), 303);
      reply.header('set-cookie', parking.clear());
      try {
        const submitted = await app.flows.submit('settings', id, client, body);
        return await answer(submitted, { kind: 'settings', client, request, reply });
      } catch (error) {
        return instead(error, { kind: 'settings', client, body, request, reply });
      }
    },
  );

  for (const kind of ['recovery', 'verification'] as const) {
    server.get(
      `/self-service/${kind}`,
      { config: { ...declared, operation: `${kind}.follow` } },
      async (request, reply) => {
        const id = flowOf(request.query);
        const { token, code } = request.query as { token?: string; code?: string };
        const client = clientOf(app, request, reply, 'browser', csrf);
        if (!token) return toPage(kind, id, code);
        const body = { method: 'link', token };
        try {
          const submitted = await app.flows.submit(kind, id, client, body);
          return await answer(submitted, { kind, client, request, reply });
        } catch (error) {
          return instead(error, { kind, client, body, request, reply });
        }

        /** The code is filled in, not used: whoever opens the link still says yes. In another browser it starts anew. */
        async function toPage(of: SelfService, flowId: string, filledIn: string | undefined) {
          try {
            await app.flows.read(of, flowId, client);
          } catch (error) {
            if (!(error instanceof StingError) || error.status >= 500) throw error;
            return reply.redirect(addresses.start(of), 303);
          }
          const page = new URL(addresses.page(of, { id: flowId }));
          if (filledIn && /^\d{6}$/.test(filledIn)) page.searchParams.set('code', filledIn);
          return reply.redirect(page.href, 303);
        }
      },
    );
  }
}
