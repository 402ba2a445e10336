import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forwardCookieName, identityHeaders, targetOf, withoutCookies } from '../../forward-auth/forward-auth.ts';
import type { StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { unauthenticated } from '../authenticate.ts';
import { peersIn } from '../peers.ts';
import { heldUpBy } from './held-up.ts';
import { isBackground, isForeignSocket, isForged, opensPage } from './original-headers.ts';
import { originalRequest, verifyPath } from './original-request.ts';
import {
  denied,
  enrolmentNeeded,
  originalMissing,
  proofNeeded,
  untrustedProxy,
  verificationNeeded,
} from './refusals.ts';
import { startAddress } from './start-address.ts';

/**
 * `GET /auth/verify`: whether the visitor of an application may go on. Answers 200 with who they are, 401 or 403; where
 * signing in or proving more would help, a page that is being opened gets the address of that in `Location`.
 */
export function verifyRoutes(server: FastifyInstance, app: Application): void {
  const { config, forwardAuth, sessionCookie, deviceCookie } = app;
  const proxy = config['forward_auth.proxy'];
  // A proxy on this machine needs no name.
  const isProxy = peersIn(['127.0.0.0/8', '::1', ...config['serve.trusted_proxies']]);
  const ours = [forwardCookieName, sessionCookie.name, deviceCookie.name];

  async function verify(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!isProxy(request.socket.remoteAddress)) throw untrustedProxy();
    const original = originalRequest(proxy, request);
    if (original === null) throw originalMissing();
    const target = targetOf(original.url);
    if (target === null || forwardAuth.isClosed(target) || isForged(request)) throw denied();
    if (isForeignSocket(request, forwardAuth)) throw denied();
    const cookie = forwardAuth.cookie?.read(request.headers.cookie) ?? null;
    // One of two was planted by a neighbour, and signing in again would not take it away.
    if (cookie === 'ambiguous') throw denied();

    /** nginx makes a redirect of the header; the other proxies hand our answer to the browser. */
    const lead = (refusal: StingError): FastifyReply => {
      if (!opensPage(original.method, request)) throw refusal;
      const address = startAddress(app, target.href);
      if (proxy !== 'nginx') return reply.redirect(address, 303);
      reply.header('location', address);
      throw refusal;
    };

    const background = isBackground(original.method, request);
    const visitor = cookie && (await forwardAuth.authenticate(cookie, { background }));
    if (!visitor) return lead(unauthenticated());
    const verdict = await forwardAuth.decide(target, visitor);
    if (verdict.effect === 'deny') throw denied();
    const held = await heldUpBy(app, visitor);
    if (held !== null) return lead(held === 'verification' ? verificationNeeded() : enrolmentNeeded());
    if (verdict.effect === 'prove') return lead(proofNeeded(verdict.needs));
    // In place of the Cookie header that the visitor sent: no application sees what only STING may.
    const cookies = { cookie: withoutCookies(request.headers.cookie, ours) };
    return reply.headers({ ...identityHeaders(visitor.identity, verdict), ...cookies }).send();
  }

  const declared = { operation: 'forward_auth.verify', auth: 'none', tier: 1, permission: 'public' } as const;
  if (proxy !== 'envoy') {
    server.get(verifyPath, { config: { ...declared, unlimited: true } }, verify);
    return;
  }
  // Envoy asks with the method and the path of the original request.
  server.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: `${verifyPath}/*`,
    config: { ...declared, unlimited: true, foreignQuery: true },
    handler: verify,
  });
}
