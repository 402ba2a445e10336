import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Client, type Flow, flowError, type SelfService, selfServiceFlows } from '../../flows/flows.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';
import { problemMessage } from '../../methods/messages.ts';
import type { Application } from '../application.ts';
import { corsOrigins } from '../cors.ts';
import type { Csrf } from '../csrf.ts';
import type { RateLimit } from '../rate-limit.ts';
import { flowAddresses } from './addresses.ts';
import { answering } from './answers.ts';
import { clientOf, looksLikeBrowser, viewFor } from './client.ts';
import { insteadOf } from './instead.ts';

const declared = { auth: 'optional', permission: 'public', contract: 'kratos' } as const;

/** `GET /self-service/{flow}/flows?id=` and `POST /self-service/{flow}?flow=`. */
export function submitRoutes(server: FastifyInstance, app: Application, csrf: Csrf, limitStarts: RateLimit): void {
  const { config } = app;
  const addresses = flowAddresses(app);
  const answer = answering(app, addresses, csrf);
  const instead = insteadOf(app, addresses, limitStarts);

  for (const kind of selfServiceFlows) {
    // A recovered session that waits for its second proof gives it in a login.
    const limited = kind === 'login';

    server.get(
      `/self-service/${kind}/flows`,
      { config: { ...declared, operation: `${kind}.read`, tier: 1, limited } },
      async (request, reply) => {
        const client = clientOf(app, request, reply, 'api', csrf);
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
      { config: { ...declared, operation: `${kind}.submit`, tier: 2, limited } },
      async (request, reply) => {
        const { flow: id } = request.query as { flow?: string };
        if (!id) throw flowError('missing_flow');
        const client = clientOf(app, request, reply, 'api', csrf);
        const body = objectBody(request.body);
        try {
          const flow = await app.flows.read(kind, id, client);
          client.kind = flow.client;
          if (flow.client === 'browser') checkCsrf(request, body, flow);
          else if (looksLikeBrowser(request)) return await refuseBrowser(request, reply, flow, client);
          return await answer(await app.flows.submit(kind, id, client, body), { kind, client, request, reply });
        } catch (error) {
          return instead(error, { kind, client, body, request, reply });
        }
      },
    );
  }

  function checkCsrf(request: FastifyRequest, body: Record<string, unknown>, { data }: Flow): void {
    const { csrfSecret: secret, headers } = request;
    const given = body['csrf_token'] ?? headers['x-csrf-token'];
    const foreign = headers.origin !== undefined && !ownOrigins.has(headers.origin);
    // The code of an operator's flow is its own proof (contract 8.2), wherever it is entered; but no other site enters it.
    const ours = data.byOperator || (secret !== null && csrf.matches(given, secret));
    if (foreign || !ours) throw flowError('security_csrf_violation');
  }

  const ownOrigins = new Set(
    [
      addresses.base,
      ...corsOrigins(config),
      ...selfServiceFlows.map((kind) => config[`selfservice.flows.${kind}.ui_url`]),
    ].map((url) => new URL(url).origin),
  );

  async function refuseBrowser(request: FastifyRequest, reply: FastifyReply, flow: Flow, client: Client) {
    const reason = 'A native flow takes neither cookies nor an Origin header. Start a browser flow instead.';
    flow.data.messages = [problemMessage(4000001, reason, { reason })];
    return reply.code(400).send(await viewFor(app, request, flow, client, csrf));
  }

  function expiredOnReading(error: unknown, kind: SelfService): unknown {
    if (!(error instanceof StingError) || error.code !== 'self_service_flow_expired') return error;
    const { client: type, returnTo } = error.extensions['flow'] as Flow;
    const init = `${addresses.base}/self-service/${kind}/${type}`;
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
