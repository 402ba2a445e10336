import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';
import { messageMethod, sendsMessages } from './offered.ts';

/** Starts the proof that an address is somebody's. Throws `flow_disabled`, `no_mail`. */
export async function startVerification(
  dependencies: FlowDependencies,
  client: Client,
  request: FlowRequest,
): Promise<Flow> {
  const { config, courier } = dependencies;
  if (!sendsMessages(config, 'verification')) throw flowError('flow_disabled');
  if (!courier.has('email')) throw flowError('no_mail');
  return createFlow(dependencies, client, request, {
    kind: 'verification',
    active: messageMethod(config, 'verification'),
    lifespanSeconds: config['selfservice.flows.verification.lifespan'],
  });
}
