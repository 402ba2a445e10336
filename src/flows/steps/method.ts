import type { MessageId } from '../../methods/messages.ts';
import { isRefusal, refusal } from '../../methods/strategy.ts';
import { facts } from '../facts.ts';
import type { FlowKind } from '../flow.ts';
import type { Step } from '../steps.ts';
import { strategiesOf } from '../strategies.ts';

const nobody: Record<FlowKind, MessageId> = {
  login: 4010002,
  registration: 4010003,
  settings: 4010004,
  recovery: 4010005,
  verification: 4010006,
  step_up: 4010002,
};

/** The first strategy that takes the submission decides its outcome. */
export const chooseMethod: Step = async (context) => {
  const method = strategiesOf(context, context.flow).find((candidate) => candidate.responsible(context.body));
  if (!method) return refusal('no_method', nobody[context.kind]);
  context.method = method;
  context.flow.active = method.group;
  context.attempt = { flow: facts(context.flow, context.client), body: context.body, origin: context.client.origin };
};

export const claimMethod: Step = async ({ method, attempt }, tx) => (await method.claim?.(tx, attempt)) ?? undefined;

export const verifyMethod: Step = async (context) => {
  const verified = await context.method.verify(context.attempt);
  if (isRefusal(verified)) return verified;
  context.verified = verified;
  context.identity = verified.identity ?? context.client.person?.identity ?? null;
  if (verified.evidence) context.evidence = [verified.evidence];
};

export const commitMethod: Step = async (context, tx) => {
  const result = await context.method.commit(tx, context.attempt, context.verified);
  if (isRefusal(result)) return result;
  context.noted = result;
};
