import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';
import { messageMethod, sendsMessages } from './offered.ts';

export interface RecoveryRequest extends FlowRequest {
  /** Do not lead to the settings at the end. */
  skipSettings: boolean;
}

/** Starts letting somebody back in by their mailbox. Throws `flow_disabled`, `no_mail`, `session_already_available`. */
export async function startRecovery(
  dependencies: FlowDependencies,
  client: Client,
  request: RecoveryRequest,
): Promise<Flow> {
  const { config, courier } = dependencies;
  if (!sendsMessages(config, 'recovery')) throw flowError('flow_disabled');
  if (!courier.has('email')) throw flowError('no_mail');
  if (client.person) throw flowError('session_already_available');
  return createFlow(dependencies, client, request, {
    kind: 'recovery',
    active: messageMethod(config, 'recovery'),
    lifespanSeconds: config['selfservice.flows.recovery.lifespan'],
    data: { skipSettings: request.skipSettings },
  });
}
