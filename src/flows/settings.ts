import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow, FlowData } from './flow.ts';
import { aal2Required, requireAal } from './freshness.ts';

/** Starts a visit to one's own account. Throws `session_inactive`, `session_aal2_required`. */
export async function startSettings(
  dependencies: FlowDependencies,
  client: Client,
  request: FlowRequest,
  data: Partial<FlowData> = {},
): Promise<Flow> {
  const { config } = dependencies;
  if (!client.person) throw client.limited ? aal2Required(config) : flowError('session_inactive');
  await requireAal(dependencies, client.person, config['selfservice.flows.settings.required_aal']);
  return createFlow(dependencies, client, request, {
    kind: 'settings',
    lifespanSeconds: config['selfservice.flows.settings.lifespan'],
    ofPerson: true,
    data,
  });
}
