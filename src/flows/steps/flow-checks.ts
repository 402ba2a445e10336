import { notFound } from '../../kernel/errors.ts';
import type { MessageId } from '../../methods/messages.ts';
import { refusal } from '../../methods/strategy.ts';
import { flowError } from '../errors.ts';
import type { FlowKind } from '../flow.ts';
import type { Check } from '../steps.ts';
import { findFlow } from '../store.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const loadFlow: Check = async (context, db) => {
  const flow = await findFlow(db, context.flowId);
  if (flow?.kind !== context.kind) throw context.kind === 'step_up' ? noSuchStepUp() : flowError('unknown_flow');
  context.flow = flow;
  const { transient_payload: payload } = context.body;
  if (isObject(payload)) flow.transientPayload = payload;
};

const noSuchStepUp = () => notFound('step-up');

/** A browser's flow answers the browser that started it; a link from a message is its own proof, wherever it is opened. */
export const belongsToClient: Check = async ({ flow, client, body }) => {
  const mailed = (flow.kind === 'recovery' || flow.kind === 'verification') && flow.active === 'link';
  if (mailed && body?.['method'] === 'link' && body['token']) return;
  if (flow.data.byOperator) return;
  if (flow.client === 'browser' && flow.kind !== 'step_up' && flow.csrf !== client.csrf) {
    throw flowError('security_csrf_violation', { flow });
  }
};

export const notExpired: Check = async ({ flow, clock }) => {
  if (flow.expiresAt > clock()) return;
  // Whoever answers replaces the flow by a fresh one; a step-up is simply opened again.
  throw flowError('self_service_flow_expired', flow.kind === 'step_up' ? {} : { flow });
};

const completed: Record<Exclude<FlowKind, 'verification'>, MessageId> = {
  login: 4010007,
  registration: 4040002,
  settings: 4010007,
  recovery: 4060001,
  step_up: 4010007,
};

export const notCompleted: Check = async ({ flow }) => {
  if (!flow.completed) return;
  // The contract has a new flow take its place instead of a message in the old one.
  if (flow.kind === 'verification') throw flowError('self_service_flow_replaced', { flow });
  return refusal('completed', completed[flow.kind]);
};

/** Whoever is signed in now is who the flow was started by; a flow for nobody is not continued by somebody. */
export const personMatches: Check = async ({ flow, client }) => {
  const person = client.person;
  if (flow.kind === 'step_up' && person?.session.id !== flow.sessionId) throw noSuchStepUp();
  if (flow.sessionId === null) {
    if (person) throw flowError('session_already_available');
    return;
  }
  if (!person) throw flowError('session_inactive');
  if (person.identity.id !== flow.identityId) throw flowError('security_identity_mismatch');
  if (person.session.id !== flow.sessionId && flow.kind !== 'settings') throw flowError('security_identity_mismatch');
};
