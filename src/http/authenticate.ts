import type { FastifyRequest } from 'fastify';
import { type ApiKey, looksLikeApiKey } from '../api-keys/api-keys.ts';
import { StingError } from '../kernel/errors.ts';
import type { Origin } from '../kernel/request.ts';
import type { Authenticated } from '../sessions/sessions.ts';
import type { Application } from './application.ts';
import { ownerBy } from './by-key.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in person; null on routes that allow it. */
    person: Authenticated | null;
    /** The API key by which the person acts; null for a session. */
    key: ApiKey | null;
    /** Whoever recovered their account and has yet to give a second proof: nobody, but for the routes where they do. */
    limited: Authenticated | null;
    /** Whether a cookie (and not a header) carried the session. */
    byCookie: boolean;
    from: Origin;
    /** The session token as presented, for what is sealed with it. */
    sessionToken: string | null;
    /** The browser's CSRF secret, on self-service routes. */
    csrfSecret: string | null;
  }
}

interface Presented {
  token: string;
  kind: 'cookie' | 'token' | 'key';
}

/**
 * The credential of a request. Kratos's routes look at X-Session-Token, the cookie, then Bearer; elsewhere any token
 * header excludes the cookie, and a Bearer may be an API key. Two session cookies are refused: one of them is somebody
 * else's idea.
 */
function presentedCredential(
  request: FastifyRequest,
  sessionCookie: Application['sessionCookie'],
  contract: 'kratos' | 'api' | 'page' = 'api',
): Presented | null {
  const header = request.headers['x-session-token'];
  const bearer = /^Bearer +([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const cookie = sessionCookie.read(request.headers.cookie);
  if (cookie === 'ambiguous') {
    throw new StingError({
      code: 'two_session_cookies',
      status: 400,
      message: 'The request carries two session cookies.',
    });
  }
  if (typeof header === 'string' && header !== '') return { token: header, kind: 'token' };
  const byCookie = cookie === null ? null : ({ token: cookie, kind: 'cookie' } as const);
  const kind = contract === 'api' && bearer !== undefined && looksLikeApiKey(bearer) ? 'key' : 'token';
  const byBearer = bearer === undefined ? null : ({ token: bearer, kind } as const);
  return contract === 'kratos' ? (byCookie ?? byBearer) : (byBearer ?? byCookie);
}

export const unauthenticated = () =>
  new StingError({ code: 'unauthenticated', status: 401, message: 'Sign in to continue.' });

/**
 * Reads the session as the route's declaration asks. A replaced token still answers reads for a few seconds, but nothing
 * sensitive: whoever holds only that token has not given the proof that replaced it.
 */
export async function authenticate(app: Application, request: FastifyRequest): Promise<void> {
  const { auth, contract, tier = 4 } = request.routeOptions.config;
  // An address of nothing declares nothing.
  if (auth === 'none' || request.is404) return;
  if (auth !== 'session' && auth !== 'optional') throw new Error(`Nobody knows how to authenticate “${auth}”.`);
  const presented = presentedCredential(request, app.sessionCookie, contract);
  if (presented?.kind === 'key') return authenticateKey(app, request, presented.token);
  request.byCookie = presented?.kind === 'cookie';
  request.sessionToken = presented?.token ?? null;
  const person = presented && (await app.sessions.authenticate(presented.token, presented.kind));
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const somebody = person?.superseded && !(reading && tier <= 2) ? null : person;
  const { limited: open = false, permission } = request.routeOptions.config;
  request.limited = somebody?.session.limited ? somebody : null;
  request.person = request.limited && !open ? null : somebody;
  if (request.limited && !open && (auth === 'session' || permission === 'self')) throw app.flows.aal2Required();
  if (auth === 'session' && !request.person) throw unauthenticated();
}

/** A key opens where a session is asked for, and nothing is shown to it where one is only looked at. */
async function authenticateKey(app: Application, request: FastifyRequest, text: string): Promise<void> {
  if (request.routeOptions.config.auth !== 'session') return;
  const found = await app.apiKeys.authenticate(text);
  if (!found) throw unauthenticated();
  request.key = found.key;
  request.person = ownerBy(found.key, found.identity, app.clock());
}
