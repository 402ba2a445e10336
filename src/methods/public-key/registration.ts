import type { ChallengeBinding } from '../../webauthn/webauthn.ts';
import type { FlowFacts, RegistrationStrategy } from '../strategy.ts';
import { filled } from '../submitted.ts';
import type { UiNode } from '../ui.ts';
import type { KeyDependencies } from './dependencies.ts';
import { type EnrolmentFields, enrolment, type NewKey } from './enrolment.ts';
import type { KeyKind } from './key-kind.ts';

interface RegistrationForm {
  fields: EnrolmentFields;
  /** Whether this client is shown the form at all. */
  shown(flow: FlowFacts): boolean;
  nodes(flow: FlowFacts, challenge: string): UiNode[];
}

/** Registering with a key. The ceremony itself proves the key, so the session that follows has its strength. */
export function keyRegistration(
  kind: KeyKind,
  dependencies: KeyDependencies,
  { fields, shown, nodes }: RegistrationForm,
): RegistrationStrategy<NewKey> {
  const { webauthn } = dependencies;
  const ceremony = enrolment(kind, dependencies, fields);
  const binding = ({ id }: FlowFacts): ChallengeBinding => ({
    purpose: 'registration',
    method: kind.type,
    flow: id,
    session: null,
    action: null,
  });

  return {
    group: kind.type,
    prepare: async (tx, flow) => (shown(flow) ? webauthn.challenges.issue(tx, binding(flow)) : null),
    nodes: async (flow) => (shown(flow) ? nodes(flow, flow.prepared[kind.type] as string) : []),
    responsible: (body) => body['method'] === kind.type || filled(body[fields.response]),
    claim: (tx, attempt) => ceremony.redeem(tx, attempt, binding(attempt.flow)),
    verify: (attempt) => ceremony.verify(attempt),
    commit: (tx, { flow }, key) => ceremony.add(tx, flow.registration!.identityId, key),
  };
}
