import { uuid } from '../kernel/ids.ts';
import { digest } from '../kernel/secrets.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';
import { mayRegister } from './steps/registration.ts';
import { setupTokenExists } from './store.ts';

export interface RegistrationRequest extends FlowRequest {
  /** The one-time token of the set-up URL: who registers with it owns the installation. */
  setup: string | null;
}

/** Starts a registration. Throws `setup_spent` (410), `self_service_flow_disabled`, `session_already_available`. */
export async function startRegistration(
  dependencies: FlowDependencies,
  client: Client,
  request: RegistrationRequest,
): Promise<Flow> {
  const { config, store, random, audit } = dependencies;
  const setup = request.setup === null ? undefined : digest(request.setup);
  if (setup !== undefined) {
    const known = await setupTokenExists(store.read, setup);
    const event = known
      ? ({ type: 'setup.opened', outcome: 'success' } as const)
      : ({ type: 'setup.refused', outcome: 'denied' } as const);
    await audit.record(event, client.origin);
    if (!known) throw flowError('setup_spent');
  }
  if (!mayRegister(dependencies, setup)) throw flowError('self_service_flow_disabled');
  if (client.person) throw flowError('session_already_available');
  const twoSteps = config['selfservice.flows.registration.style'] === 'profile_first';
  return createFlow(dependencies, client, request, {
    kind: 'registration',
    lifespanSeconds: config['selfservice.flows.registration.lifespan'],
    data: {
      screen: twoSteps ? 'profile' : 'credential',
      newIdentity: { id: uuid(random), userHandle: random(64).toString('base64url') },
      ...(setup === undefined ? {} : { setup }),
    },
  });
}

/** A submission that only moves between the two screens; anything else carries a credential and takes the steps. */
export function isNavigation(body: Record<string, unknown>): boolean {
  return body['method'] === 'profile' || body['screen'] === 'previous' || body['screen'] === 'credential-selection';
}
