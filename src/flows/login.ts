import { level, reaches } from '../assurance/level.ts';
import { message } from '../methods/messages.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';

export interface LoginRequest extends FlowRequest {
  /** Trait of the address that a second proof's code goes to. */
  via: string | null;
  /** Ask somebody who is signed in to prove themselves again. Means nothing without a session. */
  refresh: boolean;
  aal: 'aal1' | 'aal2';
}

/** Starts signing in, proving oneself again (`refresh`) or giving a second proof (`aal2`). */
export async function startLogin(dependencies: FlowDependencies, client: Client, request: LoginRequest): Promise<Flow> {
  const { config } = dependencies;
  const { person } = client;
  if (!person && request.aal === 'aal2') throw flowError('session_aal1_required');
  const reached = person ? level(person.session.evidence, config['assurance.mode']) : 'aal0';
  const raising = person !== null && ((request.aal === 'aal2' && !reaches(reached, 'aal2')) || person.session.limited);
  const refresh = person !== null && request.refresh;
  if (person && !raising && !refresh) throw flowError('session_already_available');
  return createFlow(dependencies, client, request, {
    kind: 'login',
    lifespanSeconds: config['selfservice.flows.login.lifespan'],
    ofPerson: true,
    data: {
      refresh,
      // A recovered session that waits for its second proof can do nothing else.
      requestedAal: raising ? 'aal2' : request.aal,
      ...(request.via ? { via: request.via } : {}),
      messages: raising ? [message(1010004)] : refresh ? [message(1010003)] : [],
    },
  });
}
