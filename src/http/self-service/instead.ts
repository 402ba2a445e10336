import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Client, type ContinueWith, type Flow, flowError, type SelfService } from '../../flows/flows.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { isJsonRequest } from '../content.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { FlowAddresses } from './addresses.ts';
import { continuityCookie } from './continuity-cookie.ts';
import { replacedBy } from './envelope.ts';
import { restart } from './restart.ts';

interface Submission {
  kind: SelfService;
  client: Client;
  body: Record<string, unknown>;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What a submission leads to that cannot be taken as it is: a fresh flow, a fresh proof, a proof of the address. */
export function insteadOf(app: Application, addresses: FlowAddresses, limitStarts: RateLimit) {
  const { config } = app;
  const parking = continuityCookie({ https: addresses.base.startsWith('https:') });

  /** In place of an expired or a finished flow. */
  async function replace(error: StingError, old: Flow, { kind, client, request, reply }: Submission) {
    client.kind = old.client;
    await limitStarts(request.ip);
    const fresh = await restart(app, kind, old, client);
    if (!isJsonRequest(request) && old.client === 'browser') return reply.redirect(addresses.page(kind, fresh), 303);
    const code = error.code === 'self_service_flow_replaced' ? error.code : 'self_service_flow_expired';
    throw flowError(code, replacedBy(fresh.id, old.expiresAt, app.clock()));
  }

  /** The change waits in the continuity cookie while its person proves themselves. */
  async function refresh(error: StingError, old: Flow, { kind, body, request, reply }: Submission) {
    const browser = old.client === 'browser';
    const login = addresses.start('login', {
      refresh: 'true',
      // There a second proof is asked for too.
      aal: error.extensions['twoProofs'] ? 'aal2' : undefined,
      return_to: addresses.submit(kind, old),
    });
    if (browser) {
      const token = await app.flows.continuity.park(old, body);
      reply.header('set-cookie', parking.set(token, Math.ceil((old.expiresAt - app.clock()) / 1000)));
    }
    if (browser && !isJsonRequest(request)) return reply.redirect(login, 303);
    throw flowError('session_refresh_required', { redirect_browser_to: login });
  }

  async function verifyFirst(error: StingError, { client, request, reply }: Submission) {
    const email = String(error.extensions['address']);
    const browser = client.kind === 'browser';
    const requestUrl = `${addresses.base}/self-service/verification/${client.kind}`;
    const flow = await app.flows.startVerification(client, { requestUrl, returnTo: null });
    await app.flows.submit('verification', flow.id, client, { method: flow.active, email });
    const url = addresses.page('verification', flow);
    if (!isJsonRequest(request) && browser) return reply.redirect(url, 303);
    const shown = { id: flow.id, verifiable_address: email, ...(browser ? { url } : {}) };
    const next: ContinueWith = { action: 'show_verification_ui', flow: shown };
    throw flowError('session_verified_address_required', { details: { continue_with: [next] } });
  }

  return async (error: unknown, submission: Submission): Promise<unknown> => {
    if (!(error instanceof StingError)) throw error;
    const old = error.extensions['flow'] as Flow | undefined;
    switch (error.code) {
      case 'self_service_flow_expired':
      case 'self_service_flow_replaced':
        if (old) return replace(error, old, submission);
        break;
      case 'session_refresh_required':
        if (old) return refresh(error, old, submission);
        break;
      case 'session_verified_address_required':
        if (config['selfservice.flows.verification.enabled']) return verifyFirst(error, submission);
    }
    throw error;
  };
}
