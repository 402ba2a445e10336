import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Client,
  type Flow,
  flowError,
  type SelfService,
  type Submitted,
  selfServiceFlows,
} from '../../flows/flows.ts';
import { identityWire } from '../../identity/identity.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';
import { problemMessage } from '../../methods/messages.ts';
import { sessionWire } from '../../sessions/sessions.ts';
import type { Application } from '../application.ts';
import { isJsonRequest } from '../content.ts';
import { corsOrigins } from '../cors.ts';
import type { Csrf } from '../csrf.ts';
import type { RateLimit } from '../rate-limit.ts';
import { clientOf, looksLikeBrowser, viewFor } from './client.ts';
import { replacedBy } from './envelope.ts';

/** `GET /self-service/{flow}/flows?id=` and `POST /self-service/{flow}?flow=`. */
export function submitRoutes(server: FastifyInstance, app: Application, csrf: Csrf, limitStarts: RateLimit): void {
  const { config } = app;
  const base = config['serve.public.base_url'];
  const uiUrl = (kind: SelfService, flow: Flow) => `${config[`selfservice.flows.${kind}.ui_url`]}?flow=${flow.id}`;

  for (const kind of selfServiceFlows) {
    const declared = { auth: 'optional', permission: 'public', contract: 'kratos' } as const;

    server.get(
      `/self-service/${kind}/flows`,
      { config: { ...declared, operation: `${kind}.read`, tier: 1 } },
      async (request, reply) => {
        const client = clientOf(request, reply, 'api', csrf);
        const { id } = request.query as { id?: string };
        if (!id) throw flowError('missing_flow');
        const flow = await app.flows.read(kind, id, client).catch((error) => {
          throw expiredOnReading(error, kind);
        });
        return viewFor(app, request, flow, client, csrf);
      },
    );

    server.post(
      `/self-service/${kind}`,
      { config: { ...declared, operation: `${kind}.submit`, tier: 2 } },
      async (request, reply) => {
        const { flow: id } = request.query as { flow?: string };
        if (!id) throw flowError('missing_flow');
        const client = clientOf(request, reply, 'api', csrf);
        const body = objectBody(request.body);
        try {
          const flow = await app.flows.read(kind, id, client);
          client.kind = flow.client;
          if (flow.client === 'browser') checkCsrf(request, body);
          else if (looksLikeBrowser(request)) return await refuseBrowser(request, reply, flow, client);
          return await answer(kind, await app.flows.submit(kind, id, client, body), client, request, reply);
        } catch (error) {
          return instead(error, kind, client, request, reply);
        }
      },
    );
  }

  function checkCsrf(request: FastifyRequest, body: Record<string, unknown>): void {
    const { csrfSecret: secret, headers } = request;
    const given = body['csrf_token'] ?? headers['x-csrf-token'];
    const foreign = headers.origin !== undefined && !ownOrigins.has(headers.origin);
    if (foreign || secret === null || !csrf.matches(given, secret)) throw flowError('security_csrf_violation');
  }

  const ownOrigins = new Set(
    [base, ...corsOrigins(config), ...selfServiceFlows.map((kind) => config[`selfservice.flows.${kind}.ui_url`])].map(
      (url) => new URL(url).origin,
    ),
  );

  async function refuseBrowser(request: FastifyRequest, reply: FastifyReply, flow: Flow, client: Client) {
    const reason = 'A native flow takes neither cookies nor an Origin header. Start a browser flow instead.';
    flow.data.messages = [problemMessage(4000001, reason, { reason })];
    return reply.code(400).send(await viewFor(app, request, flow, client, csrf));
  }

  async function answer(
    kind: SelfService,
    submitted: Submitted,
    client: Client,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const { flow } = submitted;
    const json = flow.client === 'api' || isJsonRequest(request);
    switch (submitted.outcome) {
      case 'continued':
        if (!json) return reply.redirect(uiUrl(kind, flow), 303);
        return reply.code(400).send(await viewFor(app, request, flow, client, csrf));
      case 'saved': {
        if (!json)
          return reply.redirect(flow.state === 'success' && flow.returnTo ? flow.returnTo : uiUrl(kind, flow), 303);
        // The change may have touched the person that the view shows.
        const identity = await app.identities.byId(app.store.read, client.person!.identity.id);
        const person = { ...client.person!, identity: identity! };
        return viewFor(app, request, flow, { ...client, person }, csrf);
      }
      case 'signed_in':
        return signedIn(kind, submitted, reply, json);
    }
  }

  async function signedIn(
    kind: SelfService,
    { flow, session, identity, token }: Extract<Submitted, { outcome: 'signed_in' }>,
    reply: FastifyReply,
    json: boolean,
  ): Promise<unknown> {
    const wire = sessionWire(
      { session, identity },
      { baseUrl: base, mode: config['assurance.mode'], passkeyLevel: config['assurance.passkey'] },
    );
    const registered = kind === 'registration' ? { identity: identityWire(identity, base) } : {};
    if (flow.client === 'api') {
      const set = { action: 'set_ory_session_token', ory_session_token: token };
      return {
        session_token: token,
        session: wire,
        ...registered,
        continue_with: kind === 'registration' ? [set] : null,
      };
    }
    const cookies = [app.sessionCookie.serialize(token, Math.floor((session.expiresAt - app.clock()) / 1000))];
    // A new session is a new browser as far as forms go: those that somebody else may have opened die.
    if (flow.sessionId === null) cookies.push(csrf.setCookie(csrf.newSecret()));
    reply.header('set-cookie', cookies);
    const welcome =
      flow.data.setup === undefined ? null : `${config['selfservice.flows.settings.ui_url']}#lookup_secret`;
    const target = flow.returnTo ?? welcome ?? config['selfservice.default_browser_return_url'];
    if (!json) return reply.redirect(target, 303);
    const continueWith = [{ action: 'redirect_browser_to', redirect_browser_to: target }];
    return { session: wire, ...registered, continue_with: continueWith };
  }

  /** A submission that cannot be taken: a fresh flow for an expired one, a fresh proof for a stale session. */
  async function instead(
    error: unknown,
    kind: SelfService,
    client: Client,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    if (!(error instanceof StingError)) throw error;
    const json = isJsonRequest(request);
    const old = error.extensions['flow'] as Flow | undefined;
    if (error.code === 'self_service_flow_expired' && old) {
      client.kind = old.client;
      await limitStarts(request.ip);
      const fresh = await restart(kind, old, client);
      if (!json && old.client === 'browser') return reply.redirect(uiUrl(kind, fresh), 303);
      throw flowError('self_service_flow_expired', replacedBy(fresh.id, old.expiresAt, app.clock()));
    }
    if (error.code === 'session_refresh_required' && old) {
      const login = new URL(`${base}/self-service/login/browser?refresh=true`);
      // There a backup code is offered too.
      if (error.extensions['twoProofs']) login.searchParams.set('aal', 'aal2');
      login.searchParams.set('return_to', uiUrl(kind, old));
      if (!json && old.client === 'browser') return reply.redirect(login.href, 303);
      throw flowError('session_refresh_required', { redirect_browser_to: login.href });
    }
    throw error;
  }

  function restart(kind: SelfService, { requestUrl, returnTo, data }: Flow, client: Client): Promise<Flow> {
    const common = { requestUrl, returnTo };
    if (kind === 'settings') return app.flows.startSettings(client, common);
    // The set-up token is not known here any more, only its digest: its link has to be opened again.
    if (kind === 'registration') return app.flows.startRegistration(client, { ...common, setup: null });
    const aal = data.requestedAal === 'aal2' ? 'aal2' : 'aal1';
    return app.flows.startLogin(client, { ...common, refresh: data.refresh ?? false, aal });
  }

  function expiredOnReading(error: unknown, kind: SelfService): unknown {
    if (!(error instanceof StingError) || error.code !== 'self_service_flow_expired') return error;
    const { client: type, returnTo } = error.extensions['flow'] as Flow;
    const init = `${base}/self-service/${kind}/${type}`;
    const details =
      type === 'api' ? { api: init } : { redirect_to: init, ...(returnTo ? { return_to: returnTo } : {}) };
    return flowError('self_service_flow_expired', { details });
  }
}

function objectBody(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  if (body === undefined || body === null) return {};
  throw badRequest('malformed_request', 'The request body must be an object.');
}
