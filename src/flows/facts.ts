import type { FlowFacts } from '../methods/strategy.ts';
import type { Client } from './context.ts';
import type { Flow } from './flow.ts';
import { asksSecondProof } from './second-proof.ts';

/** What methods may know of a flow. */
export function facts(flow: Flow, { person, token }: Pick<Client, 'person' | 'token'>): FlowFacts {
  const { prepared, newIdentity, traits, action, change, proven } = flow.data;
  const owner = flow.identityId !== null && person?.identity.id === flow.identityId ? person : null;
  return {
    id: flow.id,
    kind: flow.kind,
    client: flow.client,
    state: flow.state,
    second: asksSecondProof(flow),
    withoutMailbox: flow.data.withoutMailbox ?? false,
    refresh: flow.data.refresh ?? false,
    via: flow.data.via ?? null,
    identifier: flow.data.identifier ?? null,
    identity: owner?.identity ?? null,
    session: owner?.session ?? null,
    prepared,
    registration: newIdentity
      ? {
          traits: traits ?? null,
          identityId: newIdentity.id,
          userHandle: newIdentity.userHandle,
          schemaId: newIdentity.schemaId,
          proven: proven ?? null,
        }
      : null,
    change: change ? { identityId: change.identityId, address: change.address } : null,
    byOperator: flow.data.byOperator ?? false,
    action: action?.fingerprint ?? null,
    clientSecret: token,
  };
}
