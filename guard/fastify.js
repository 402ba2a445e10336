import { isFresh } from './fresh.js';

/** @typedef {import('./fastify.d.ts').GuardOptions} GuardOptions */
/** @typedef {import('./fastify.d.ts').Requirement} Requirement */

const levels = ['aal0', 'aal1', 'aal2', 'aal3'];
const known = ['level', 'max_age', 'roles'];

/**
 * Guards every route of a Fastify application by the sessions of STING. A route says what it asks for in
 * `config: { require: { level, max_age, roles } }`; without it somebody has to be signed in, and with `require: false`
 * nobody has to. Nothing is cached: a session that has ended is refused at the next request.
 *
 * @param {import('fastify').FastifyInstance} fastify
 * @param {GuardOptions} options
 */
export async function stingGuard(fastify, options) {
  const { sting, app, api = sting, cookie = ['__Host-ory_kratos_session', 'ory_kratos_session'] } = options;
  const { timeout = 2000, clock = Date.now } = options;
  const base = new URL(sting).href.replace(/\/$/, '');
  const inside = new URL(api).href.replace(/\/$/, '');
  const origin = new URL(app).origin;
  const names = [cookie].flat();

  fastify.decorateRequest('sting', null);

  // A mistake in a requirement would be an open door at the first request; it ends the start instead.
  fastify.addHook('onRoute', ({ method, url, config }) => {
    const problem = mistakeIn(config?.require);
    if (problem) throw new Error(`The route ${method} ${url} has a require that ${problem}.`);
  });

  fastify.addHook('onRequest', async (request, reply) => {
    const need = request.routeOptions.config.require ?? {};
    if (need === false || request.is404) return;
    const credential = credentialOf(request, names);
    if (credential === null) return refuse(request, reply, 401, login({}));
    if (credential.cookie !== undefined && isForeign(request)) return answer(reply, 403, 'cross_site_request');
    const { level = 'aal1', max_age, roles } = need;

    const session = await ask('/sessions/whoami', credential);
    if (session.status === 403) return refuse(request, reply, 403, login({ aal: 'aal2' }));
    if (session.status !== 200) return refuse(request, reply, 401, login({}));
    const { authenticator_assurance_level: reached, authentication_methods: methods, identity, id } = session.body;
    let held = [];
    if (roles) {
      const me = await ask('/api/me', credential);
      if (me.status !== 200 || me.body.session.id !== id) return refuse(request, reply, 401, login({}));
      held = me.body.roles;
      // No proof would help, so none is asked for.
      if (!roles.some((role) => held.includes(role))) return answer(reply, 403, 'access_denied');
    }
    const stale = max_age !== undefined && !isFresh(methods, level, max_age, clock());
    const low = levels.indexOf(reached) < levels.indexOf(level);
    if (stale || low) {
      const second = level === 'aal1' ? {} : { aal: 'aal2' };
      return refuse(request, reply, 403, login({ refresh: 'true', ...second }), { level, max_age });
    }
    request.sting = { identity, session: session.body, level: reached, roles: held };
  });

  /** Asks with this credential alone; throws where STING does not answer, so that nobody is let in. */
  async function ask(path, credential) {
    let response;
    try {
      const headers = { accept: 'application/json', ...credential };
      response = await fetch(inside + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    } catch (cause) {
      throw unavailable(cause);
    }
    if (response.status >= 500) throw unavailable();
    return { status: response.status, body: response.status === 200 ? await response.json() : null };
  }

  function login(query) {
    return (request) => {
      const address = new URL(`${base}/self-service/login/browser`);
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
      // From the configured address, never from the Host header. Whoever sent a change comes back to the start page.
      address.searchParams.set('return_to', origin + (reads(request) ? request.url : '/'));
      return address.href;
    };
  }

  function refuse(request, reply, status, address, needs) {
    const location = address(request);
    if (opensPage(request)) return reply.redirect(location, 303);
    reply.header('location', location);
    return answer(reply, status, status === 401 ? 'unauthenticated' : 'step_up_required', { login: location, needs });
  }

  /** A page of somebody else that uses the visitor's cookie (OWASP ASVS 5.0 3.5.1). */
  function isForeign(request) {
    const { origin: from, 'sec-fetch-site': site } = request.headers;
    const foreign = site === 'cross-site' || site === 'same-site';
    const socket = request.headers.upgrade !== undefined;
    return (!reads(request) || socket) && ((from !== undefined && from !== origin) || foreign);
  }
}

// What fastify-plugin would do: the guard stands where it is registered and on everything below.
stingGuard[Symbol.for('skip-override')] = true;
stingGuard[Symbol.for('fastify.display-name')] = '@alphabytez/sting';

/** Exactly one, so that two questions are never about two people: a token before the cookie, as STING takes them. */
function credentialOf({ headers }, names) {
  const token = headers['x-session-token'];
  if (typeof token === 'string' && token !== '') return { 'x-session-token': token };
  const bearer = /^Bearer +(ory_st_[\w-]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer) return { 'x-session-token': bearer };
  // No other cookie of the application is any business of STING. Two of the name go both, and are refused there.
  const pairs = (headers.cookie ?? '')
    .split(/;[ \t]*/)
    .filter((pair) => names.some((name) => pair.startsWith(`${name}=`)));
  return pairs.length === 0 ? null : { cookie: pairs.join('; ') };
}

function mistakeIn(need) {
  if (need === undefined || need === false) return null;
  if (typeof need !== 'object' || need === null) return 'is neither false nor an object';
  const stranger = Object.keys(need).find((name) => !known.includes(name));
  if (stranger !== undefined) return `has the member ${stranger}; there are ${known.join(', ')}`;
  const { level, max_age, roles } = need;
  if (level !== undefined && levels.indexOf(level) < 1) return 'has a level other than aal1, aal2 and aal3';
  if (max_age !== undefined && !(Number.isFinite(max_age) && max_age > 0))
    return 'has a max_age that is no number of seconds';
  const named = Array.isArray(roles) && roles.length > 0 && roles.every((role) => typeof role === 'string');
  return roles === undefined || named ? null : 'has roles that are no list of names';
}

const reads = ({ method }) => method === 'GET' || method === 'HEAD';

function opensPage(request) {
  const { accept = '', 'sec-fetch-mode': mode } = request.headers;
  return reads(request) && (mode === undefined ? /\btext\/html\b/.test(accept) : mode === 'navigate');
}

const answer = (reply, status, code, more = {}) =>
  reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ status, code, ...more });

const unavailable = (cause) =>
  Object.assign(new Error('STING does not answer, so nobody is let in.', { cause }), { statusCode: 503 });
