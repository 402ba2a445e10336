import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Client, Flow } from '../../flows/flows.ts';
import { secretToken } from '../../kernel/secrets.ts';
import type { Application } from '../application.ts';
import type { Csrf } from '../csrf.ts';
import { deviceSecretOf } from '../device-secret.ts';

/** A client with the secret that signing in gives its browser, so that the forms that somebody else may have opened in it die. */
export interface Visitor extends Client {
  nextSecret: string;
  deviceSecret: string;
}

/** A browser is known by its CSRF secret, which it gets on first contact; a native client by nothing but the flow's id. */
export function clientOf(
  app: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: Flow['client'],
  csrf: Csrf,
): Visitor {
  let secret = csrf.read(request.headers.cookie);
  if (kind === 'browser' && secret === null) {
    secret = csrf.newSecret();
    reply.header('set-cookie', csrf.setCookie(secret));
  }
  request.csrfSecret = secret;
  const nextSecret = csrf.newSecret();
  return {
    kind,
    person: request.person,
    limited: request.limited !== null,
    token: request.person ? request.sessionToken : null,
    csrf: secret === null ? null : csrf.digest(secret),
    nextCsrf: csrf.digest(nextSecret),
    nextSecret,
    deviceSecret: deviceSecretOf(app, request) ?? secretToken(app.random),
    origin: request.from,
  };
}

/** A flow as this client may see it, with a CSRF token masked for this answer. */
export function viewFor(app: Application, request: FastifyRequest, flow: Flow, client: Client, csrf: Csrf) {
  const token = flow.client === 'browser' && request.csrfSecret ? csrf.mask(request.csrfSecret) : '';
  return app.flows.view(flow, client, token);
}

/** Native clients hold no cookies and send no Origin; a browser that does may not pose as one (contract 6). */
export function looksLikeBrowser({ headers }: FastifyRequest): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return headers.origin !== undefined || cookies.some((pair) => pair !== '' && !/^(__cf|_cf|cf_)/.test(pair));
}
