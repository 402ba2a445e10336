import { message } from '../../methods/messages.ts';
import { refusal } from '../../methods/strategy.ts';
import { prepareAgain } from '../prepare.ts';
import type { Step } from '../steps.ts';
import { completeFlow, saveFlow } from '../store.ts';

/** One flow, one effect: whoever submits second finds it completed. A step-up goes on while something is missing. */
export const spendFlow: Step = async ({ flow, kind, missing }, tx) => {
  if (kind === 'step_up' && missing) return;
  if (await completeFlow(tx, flow.id)) return;
  return refusal('completed', kind === 'registration' ? 4040002 : 4010007);
};

/** A settings flow stays usable; fresh challenges replace the spent ones. */
export const storeFlow: Step = async (context, tx) => {
  const { flow, client, method, verified, missing } = context;
  if (flow.kind === 'step_up' && !missing) return;
  flow.data.messages = verified.saved ? [message(1050001)] : [];
  flow.data.nodeMessages = {};
  if (flow.kind === 'settings' && verified.saved) flow.state = 'success';
  await prepareAgain(method, tx, flow, client);
  if (verified.prepared !== undefined) flow.data.prepared[method.group] = verified.prepared;
  await saveFlow(tx, flow);
};
