import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Client, type Flow, type SelfService, selfServiceFlows } from '../../flows/flows.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { acceptsJson } from '../content.ts';
import type { Csrf } from '../csrf.ts';
import type { RateLimit } from '../rate-limit.ts';
import { withoutSecrets } from '../redact.ts';
import { clientOf, viewFor } from './client.ts';

interface Query {
  return_to?: string;
  refresh?: string;
  aal?: string;
  setup?: string;
  invitation?: string;
  via?: string;
  identity_schema?: string;
  after_verification_return_to?: string;
  skip_settings?: string;
}

/** A flow keeps the address that it was started with, and anybody may start one. */
const longestUrl = 2048;

/**
 * `GET /self-service/{flow}/{browser,api}`: a browser is sent to the page of the flow, everybody else gets the flow. Each
 * start stores a row, so they are counted apart from other requests.
 */
export function startRoutes(server: FastifyInstance, app: Application, csrf: Csrf, limit: RateLimit): void {
  const base = app.config['serve.public.base_url'];

  async function start(kind: SelfService, client: Client, request: FastifyRequest): Promise<Flow> {
    const {
      return_to,
      refresh,
      aal,
      setup,
      invitation,
      via,
      identity_schema,
      after_verification_return_to,
      skip_settings,
    } = request.query as Query;
    const common = {
      requestUrl: withoutSecrets(`${base}${request.url}`),
      returnTo: app.flows.returnTo(return_to),
    };
    if (kind === 'settings') return app.flows.startSettings(client, common);
    if (kind === 'verification') return app.flows.startVerification(client, common);
    if (kind === 'recovery') {
      return app.flows.startRecovery(client, { ...common, skipSettings: skip_settings === 'true' });
    }
    if (kind === 'registration') {
      return app.flows.startRegistration(client, {
        ...common,
        setup: setup === undefined || setup === '' ? null : setup,
        invitation: invitation || null,
        schemaId: identity_schema || null,
        afterVerification: app.flows.returnTo(after_verification_return_to),
      });
    }
    return app.flows.startLogin(client, {
      ...common,
      refresh: refresh === 'true',
      aal: aal === 'aal2' ? 'aal2' : 'aal1',
      via: via || null,
    });
  }

  async function admit(request: FastifyRequest): Promise<void> {
    if (request.url.length > longestUrl) {
      throw new StingError({ code: 'address_too_long', status: 414, message: 'The address is longer than allowed.' });
    }
    await limit(request.ip);
  }

  for (const kind of selfServiceFlows) {
    const config = {
      operation: `${kind}.start`,
      auth: 'optional',
      tier: 1,
      permission: 'public',
      contract: 'kratos',
      limited: kind === 'login',
    } as const;

    server.get(`/self-service/${kind}/api`, { config, onRequest: admit }, async (request, reply) => {
      const client = clientOf(app, request, reply, 'api', csrf);
      return viewFor(app, request, await start(kind, client, request), client, csrf);
    });

    server.get(`/self-service/${kind}/browser`, { config, onRequest: admit }, async (request, reply) => {
      const client = clientOf(app, request, reply, 'browser', csrf);
      try {
        const flow = await start(kind, client, request);
        if (acceptsJson(request)) return await viewFor(app, request, flow, client, csrf);
        return await reply.redirect(`${app.config[`selfservice.flows.${kind}.ui_url`]}?flow=${flow.id}`, 303);
      } catch (error) {
        const target = acceptsJson(request) ? null : elsewhere(error, request);
        if (target === null) throw error;
        return reply.redirect(target, 303);
      }
    });
  }

  /** Where a browser goes instead when the flow cannot start: the contract's redirects (section 6). */
  function elsewhere(error: unknown, request: FastifyRequest): string | null {
    if (!(error instanceof StingError)) return null;
    const { return_to } = request.query as Query;
    switch (error.code) {
      case 'session_already_available':
        return app.flows.returnTo(return_to) ?? app.config['selfservice.default_browser_return_url'];
      case 'session_inactive':
      case 'session_aal2_required': {
        const login = new URL(`${base}/self-service/login/browser`);
        if (error.code === 'session_aal2_required') login.searchParams.set('aal', 'aal2');
        login.searchParams.set('return_to', `${base}${request.url}`);
        return login.href;
      }
      default:
        return null;
    }
  }
}
