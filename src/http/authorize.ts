import type { FastifyRequest } from 'fastify';
import type { Relation } from '../access/access.ts';
import { type Action, fingerprint } from '../assurance/action.ts';
import { level } from '../assurance/level.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { flowError } from '../flows/flows.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Application } from './application.ts';
import { askerOf } from './asker.ts';
import { unauthenticated } from './authenticate.ts';
import { admitKey, keyNotSufficient } from './by-key.ts';
import { labelOf } from './document-access.ts';
import { mustEnrol } from './must-enrol.ts';
import { requirementOf } from './requirement-of.ts';
import { declarationOf } from './route.ts';

/** A request that may go on. Changes call `confirm` in their own transaction. */
export interface Authorization {
  relation: Relation | null;
  /** Decides again on what the transaction sees and spends the step-up grant, so that check and write are one. */
  confirm(tx: Tx): Promise<void>;
  confirmed: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the opening of a sealed code that the session holds. */
    opening: string | null;
    authorization: Authorization;
  }
}

/** The action that a request is, as a step-up names it: the values of path, query and body but the id in `resource`. */
function actionOf(request: FastifyRequest): Action {
  const { operation, resource } = declarationOf(request);
  const { id, ...path } = (request.params ?? {}) as Record<string, string>;
  const named = resource ? `${resource}:${id}` : null;
  return {
    operation,
    resource: named,
    parameters: {
      ...(named === null && id !== undefined ? { id } : {}),
      ...path,
      ...((request.query as object) ?? {}),
      ...((request.body as object) ?? {}),
    },
  };
}

/** Answers the authorization, or throws `step_up_required`, `enrolment_required`, `access_denied` (403), `not_found` (404). */
export async function authorize(app: Application, request: FastifyRequest): Promise<Authorization> {
  const route = declarationOf(request);
  const person = request.person!;
  const action = actionOf(request);
  const binding = { sessionId: person.session.id, action: fingerprint(action) };
  const { key } = request;
  // Nobody steps up for a key: a grant beside it was given to somebody else.
  const header = key === null ? request.headers['sting-step-up'] : undefined;
  const token = typeof header === 'string' && header !== '' ? header : null;

  // Once more, now that the body has said which operation it is.
  if (key !== null) admitKey(key, route);

  const check = async (db: Reader | Tx): Promise<Relation | null> => {
    const forAction = token === null ? [] : ((await app.stepUpGrants.peek(db, { ...binding, token })) ?? []);
    // Read anew for the confirmation: an hour may have ended while the request waited.
    request.opening = key === null ? await app.breakGlass.openingOf(db as Reader, person.session.id) : null;
    const asker = askerOf(request, forAction);
    if (route.permission !== 'self' || route.beyondAccount) {
      if (app.flows.mustVerify(person.identity)) throw verificationRequired(app);
      const key = await mustEnrol(app, db, person);
      if (key) throw keyRequired(app, action, key);
    }
    if (route.permission === 'self') {
      const needs = unmet(requirementOf(route, app), asker.proofs, app.clock(), app.config['assurance.mode']);
      if (needs) throw await stepUp(app, request, action, needs);
      return null;
    }
    const decision = await app.access.decide(db as Reader, {
      ...asker,
      permission: route.permission,
      tier: route.tier,
      jar: route.resource === 'jar' ? (request.params as { id: string }).id : null,
      label: await labelOf(app, db as Reader, { route, action, request }),
    });
    if (decision.effect === 'allow') return decision.relation;
    if (decision.effect === 'step_up') throw await stepUp(app, request, action, decision.needs);
    throw decision.visible ? accessDenied(action) : notFound(route.resource === 'jar' ? 'Honey Jar' : 'address');
  };

  const authorization: Authorization = {
    relation: await check(app.store.read),
    confirmed: false,
    confirm: async (tx) => {
      // A request may have waited, for its upload or for the writer: whoever lost the session, or the key, meanwhile lost
      // this too.
      const live = key === null ? app.sessions.isLive(tx, person.session.id) : app.apiKeys.isLive(tx, key.id);
      if (!(await live)) throw unauthenticated();
      await check(tx);
      if (token !== null && !(await app.stepUpGrants.consume(tx, { ...binding, token }))) {
        // A token that fits nothing here: tier 4 has been refused by the check, lower tiers do not need it.
        if (app.requirements.ofTier(route.tier).action_bound) throw accessDenied(action);
      } else if (token !== null) {
        const event = { type: 'step_up.consumed', outcome: 'success' } as const;
        await app.audit.append(tx, auditOf(app, request, event), request.from);
      }
      authorization.confirmed = true;
    },
  };
  return authorization;
}

/**
 * The same question on the routes of Kratos, which take no step-up: a stale proof is answered by the address where it is
 * renewed. Throws `session_refresh_required` (403).
 */
export function requireFresh(app: Application, request: FastifyRequest): void {
  const { config, clock } = app;
  const route = declarationOf(request);
  if (!route.fresh || !request.person) return;
  const proofs = { session: request.person.session.evidence, action: [] };
  if (unmet(requirementOf(route, app), proofs, clock(), config['assurance.mode']) === null) return;
  const login = new URL(`${config['serve.public.base_url']}/self-service/login/browser?refresh=true`);
  login.searchParams.set('return_to', config['selfservice.flows.settings.ui_url']);
  throw flowError('session_refresh_required', { redirect_browser_to: login.href });
}

/** The event with what every one about a request says: who did it, by which session or API key, and what it was. */
export function auditOf(
  { config }: Pick<Application, 'config'>,
  request: FastifyRequest,
  event: AuditEvent,
): AuditEvent {
  const { person, key, opening } = request;
  const by = { ...(key && { api_key: key.id }), ...(opening && { break_glass: opening }) };
  const { operation, resource } = actionOf(request);
  const proofs = person?.session.evidence;
  return {
    actor: person?.identity.id ?? null,
    session: key === null ? (person?.session.id ?? null) : null,
    operation,
    resource,
    ...(proofs && {
      assurance: level(proofs, config['assurance.mode']),
      methods: [...new Set(proofs.map(({ method }) => method))],
    }),
    ...event,
    ...(Object.keys(by).length > 0 && { details: { ...event.details, ...by } }),
  };
}

/** Whoever has proven no address reaches their own account and nothing else. */
const verificationRequired = ({ config }: Pick<Application, 'config'>) =>
  new StingError({
    code: 'verification_required',
    status: 403,
    message: 'Verify your address first: we have sent you a code.',
    extensions: { verify: { href: config['selfservice.flows.verification.ui_url'] } },
  });

/** Whoever has a role that asks for a key reaches their own account and nothing else until they have it. */
const keyRequired = ({ config }: Pick<Application, 'config'>, { operation, resource }: Action, needs: Requirement) =>
  new StingError({
    code: 'enrolment_required',
    status: 403,
    message: needs.device_bound
      ? 'With your role you need a passkey that stays on its device, or a security key. Add one first.'
      : 'With your role you need a passkey. Add one first.',
    extensions: {
      operation,
      ...(resource ? { resource } : {}),
      needs,
      enrol: { href: config['selfservice.flows.settings.ui_url'] },
    },
  });

const accessDenied = ({ operation, resource }: Action) =>
  new StingError({
    code: 'access_denied',
    status: 403,
    message: 'You may not do this. Ask the owner for more access.',
    extensions: { operation, ...(resource ? { resource } : {}) },
  });

async function stepUp(
  app: Application,
  request: FastifyRequest,
  action: Action,
  needs: Requirement,
): Promise<StingError> {
  const { operation, resource, parameters } = action;
  if (request.key !== null) return keyNotSufficient({ operation, ...(resource ? { resource } : {}) });
  const extensions = { operation, ...(resource ? { resource } : {}), parameters, needs };
  const methods = await app.flows.stepUp.methodsFor(request.person!, needs);
  const login = methods.length === 0 ? await app.flows.stepUp.loginFor(request.person!, needs) : null;
  if (methods.length === 0 && login === null) {
    return new StingError({
      code: 'enrolment_required',
      status: 403,
      message: 'This needs a stronger way to sign in than you have. Add a passkey first.',
      extensions: { ...extensions, enrol: { href: app.config['selfservice.flows.settings.ui_url'] } },
    });
  }
  return new StingError({
    code: 'step_up_required',
    status: 403,
    message: needs.action_bound ? 'Confirm exactly this action.' : 'Confirm that it is you.',
    extensions: { ...extensions, step_up: { href: login ?? `${app.config['serve.public.base_url']}/api/step-up` } },
  });
}
