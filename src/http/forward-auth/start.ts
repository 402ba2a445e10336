import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flowError } from '../../flows/flows.ts';
import { type Target, targetOf } from '../../forward-auth/forward-auth.ts';
import type { Application } from '../application.ts';
import { unauthenticated } from '../authenticate.ts';
import { heldUpBy } from './held-up.ts';
import { denied, enrolmentNeeded } from './refusals.ts';
import { startAddress, startPath } from './start-address.ts';

/**
 * `GET /auth/start?rd=`: gives a browser the cookie by which applications know its session, and leads it back. On the way
 * it signs in, verifies its address or proves more, whatever the rule of that address still asks for.
 */
export function startApplicationRoutes(server: FastifyInstance, app: Application): void {
  const { config, forwardAuth } = app;
  const base = config['serve.public.base_url'];

  async function issue(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { session } = request.person!;
    const token = await app.store.write(async (tx) => {
      // It may have been ended, and its row removed, while the writer was busy.
      if (!(await app.sessions.isLive(tx, session.id))) throw unauthenticated();
      return forwardAuth.issue(tx, request.sessionToken!, session);
    });
    const seconds = Math.floor((session.expiresAt - app.clock()) / 1000);
    reply.header('set-cookie', forwardAuth.cookie!.serialize(token, seconds));
  }

  /** Where a flow begins that leads back here. */
  function by(flow: string, target: Target): string {
    const address = new URL(flow, `${base}/`);
    address.searchParams.set('return_to', startAddress(app, target.href));
    return address.href;
  }

  server.get(
    startPath,
    {
      config: {
        operation: 'forward_auth.start',
        auth: 'optional',
        tier: 1,
        permission: 'public',
        contract: 'page',
      },
    },
    async (request, reply) => {
      const target = targetOf((request.query as { rd?: string }).rd ?? '');
      if (target === null || forwardAuth.cookie === null || !forwardAuth.knows(target)) {
        throw flowError('self_service_flow_return_to_forbidden');
      }
      const { person } = request;
      if (!person || !request.byCookie) return reply.redirect(by('self-service/login/browser', target), 303);
      // A token that was replaced stands for no more than it did; the browser has a new one by now.
      if (person.superseded) throw unauthenticated();
      const verdict = await forwardAuth.decide(target, person);
      if (verdict.effect === 'deny') throw denied();
      const held = await heldUpBy(app, person);
      if (held !== null) {
        return reply.redirect(
          by(held === 'verification' ? verification : 'self-service/settings/browser', target),
          303,
        );
      }
      if (verdict.effect === 'prove') {
        const login = await app.flows.stepUp.loginFor(person, verdict.needs);
        if (login === null) throw enrolmentNeeded();
        return reply.redirect(by(login, target), 303);
      }
      await issue(request, reply);
      return reply.redirect(target.href, 303);
    },
  );
}

const verification = 'self-service/verification/browser';
