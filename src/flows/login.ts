import { level, reaches } from '../assurance/level.ts';
import { anyProof, unmet } from '../assurance/requirement.ts';
import { message } from '../methods/messages.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';
import { knownOf, oneProofSuffices } from './freshness.ts';
import { needsKey } from './second-proof.ts';

export interface LoginRequest extends FlowRequest {
  /** Trait of the address that a second proof's code goes to. */
  via: string | null;
  /** Ask somebody who is signed in to prove themselves again. Means nothing without a session. */
  refresh: boolean;
  aal: 'aal1' | 'aal2';
}

/** Starts signing in, proving oneself again (`refresh`) or giving a second proof (`aal2`). */
export async function startLogin(dependencies: FlowDependencies, client: Client, request: LoginRequest): Promise<Flow> {
  const { config, store, clock } = dependencies;
  const { person } = client;
  if (!person && request.aal === 'aal2') throw flowError('session_aal1_required');
  const reached = person ? level(person.session.evidence, config['assurance.mode']) : 'aal0';
  const raising = person !== null && ((request.aal === 'aal2' && !reaches(reached, 'aal2')) || person.session.limited);
  const refresh = person !== null && request.refresh;
  if (person && !raising && !refresh) throw flowError('session_already_available');
  const mode = config['assurance.mode'];
  const known = refresh ? await knownOf(dependencies, store.read, person.identity) : null;
  const maxAge = config['selfservice.flows.settings.privileged_session_max_age'];
  // Somebody who has just proven one thing is asked for another one, not for the same again.
  const proven = person && !unmet(anyProof(maxAge), { session: person.session.evidence, action: [] }, clock(), mode);
  const another = raising || (refresh && request.aal === 'aal2' && proven);
  return createFlow(dependencies, client, request, {
    kind: 'login',
    lifespanSeconds: config['selfservice.flows.login.lifespan'],
    ofPerson: true,
    data: {
      refresh,
      // A session that waits for its second proof can do nothing else.
      requestedAal: raising ? 'aal2' : request.aal,
      ...(person && needsKey(person.session, clock(), mode) ? { keysOnly: true } : {}),
      ...(request.via ? { via: request.via } : {}),
      ...(known && oneProofSuffices(known) ? { withoutMailbox: true } : {}),
      messages: another ? [message(1010004)] : refresh ? [message(1010003)] : [],
    },
  });
}
