import type { FastifyRequest } from 'fastify';
import type { Action } from '../../assurance/action.ts';
import { type Requirement as Need, unmet } from '../../assurance/requirement.ts';
import type { Client } from '../../flows/flows.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { labelOf } from '../document-access.ts';
import { requirementOf } from '../requirement-of.ts';
import type { DeclaredRoute } from '../route.ts';
import { StepUp, StepUpProof, StepUpRequest, StepUpResult } from './shapes.ts';
import { type Api, ById } from './typed.ts';

const declared = {
  auth: 'session',
  tier: 1,
  permission: 'self',
  unconfirmed: 'The flow of a step-up checks session and person in its own transactions.',
} as const;

/** Where a form of the flows carries the proof of each method. */
const fieldOf = {
  passkey: 'passkey_login',
  webauthn: 'webauthn_login',
  totp: 'totp_code',
  lookup_secret: 'lookup_secret',
  code: 'code',
} as const;

function clientOf(request: FastifyRequest): Client {
  return {
    kind: request.byCookie ? 'browser' : 'api',
    person: request.person,
    limited: false,
    deviceSecret: null,
    token: request.sessionToken,
    csrf: null,
    origin: request.from,
  };
}

/** Proving oneself for one operation: open, prove, repeat the request. */
export function stepUpRoutes(server: Api, app: Application, routes: readonly DeclaredRoute[]): void {
  /** The action as its route would name it, so that both fingerprints agree. */
  function actionFor(route: DeclaredRoute, resource: string | undefined, given: Record<string, unknown>): Action {
    if (!route.resource) return { operation: route.operation, resource: null, parameters: given };
    if (!resource?.startsWith(`${route.resource}:`)) {
      throw badRequest('missing_resource', `This operation needs a resource such as “${route.resource}:<id>”.`);
    }
    const { id, ...parameters } = given;
    const named = id === undefined || resource === `${route.resource}:${id}`;
    return { operation: route.operation, resource, parameters: named ? parameters : given };
  }

  /** What the operation asks of this person beyond what they have proven; the tier's own requirement when nothing is missing. */
  async function needsOf(route: DeclaredRoute, action: Action, request: FastifyRequest): Promise<Need> {
    const asker = askerOf(request);
    const ofTier = requirementOf(route, app);
    if (route.permission === 'public' || route.permission === 'self' || route.permission === 'operator') {
      return unmet(ofTier, asker.proofs, app.clock(), app.config['assurance.mode']) ?? ofTier;
    }
    const decision = await app.access.decide(app.store.read, {
      ...asker,
      permission: route.permission,
      tier: route.tier,
      jar: action.resource === null ? null : action.resource.slice('jar:'.length),
      label: await labelOf(app, app.store.read, { route, action, request }),
    });
    if (decision.effect === 'step_up') return decision.needs;
    if (decision.effect === 'allow') return ofTier;
    // No proof would change the answer, so none is asked for.
    throw decision.visible ? badRequest('step_up_useless', 'No proof would allow this.') : notFound('Honey Jar');
  }

  server.post(
    '/api/step-up',
    { config: { ...declared, operation: 'step_up.open' }, schema: { body: StepUpRequest, response: { 201: StepUp } } },
    async (request, reply) => {
      const { operation, resource, parameters = {} } = request.body;
      // A Kratos route may share its operation with ours; it takes no step-up.
      const route = routes.find((candidate) => candidate.operation === operation && candidate.auth === 'session');
      if (!route) throw badRequest('unknown_operation', `There is no operation “${operation}”.`);
      const action = actionFor(route, resource, parameters);
      const offer = await app.flows.stepUp.open(clientOf(request), action, await needsOf(route, action, request));
      reply.code(201);
      return {
        id: offer.id,
        expires_at: rfc3339(offer.expiresAt),
        operation,
        needs: offer.needs,
        methods: offer.methods,
      };
    },
  );

  server.post(
    '/api/step-up/:id',
    {
      config: { ...declared, operation: 'step_up.prove' },
      schema: { params: ById, body: StepUpProof, response: { 200: StepUpResult } },
    },
    async (request, reply) => {
      const proof = request.body;
      const { level, needs, grant, opened } = await app.flows.stepUp.prove(clientOf(request), request.params.id, {
        method: proof.method,
        [fieldOf[proof.method]]: 'assertion' in proof ? JSON.stringify(proof.assertion) : proof.code,
      });
      if (opened && request.byCookie) {
        const seconds = Math.floor((opened.session.expiresAt - app.clock()) / 1000);
        reply.header('set-cookie', app.sessionCookie.serialize(opened.token, seconds));
      }
      return {
        assurance: { level },
        ...(needs ? { needs } : {}),
        ...(grant ? { grant } : {}),
        ...(opened && !request.byCookie ? { session_token: opened.token } : {}),
      };
    },
  );
}
