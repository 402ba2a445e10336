import type { Decision } from '../../access/access.ts';
import type { ClientApplication, Ruling } from '../../applications/applications.ts';
import type { Requirement } from '../../assurance/requirement.ts';
import type { StingError } from '../../kernel/errors.ts';

/** An answer to one question (AuthZEN 1.0 §5.5). */
export interface AccessAnswer {
  decision: boolean;
  context?: Record<string, unknown>;
}

const refusal: AccessAnswer = { decision: false };

/** By the rules of the application. */
export function answerOf({ reasons }: ClientApplication, { allowed, policies }: Ruling): AccessAnswer {
  return { decision: allowed, ...(reasons ? { context: { reason: { policies } } } : {}) };
}

/** About STING's own. A jar that the subject may not know of answers like one that does not exist. */
export function ownAnswerOf({ reasons }: ClientApplication, decision: Decision | null): AccessAnswer {
  if (decision === null || (decision.effect === 'deny' && !decision.visible)) return refusal;
  const context = {
    ...(decision.effect === 'step_up' ? { obligations: [stepUp(decision.needs)] } : {}),
    ...(reasons ? { reason: { policies: decision.policies.map(({ id }) => id) } } : {}),
  };
  return { decision: decision.effect === 'allow', ...(Object.keys(context).length > 0 ? { context } : {}) };
}

/** What the subject has to prove, so that the answer becomes yes: in the words of OpenID, and those of them that STING has. */
function stepUp({ level = 'aal1', max_age_seconds, ...properties }: Requirement) {
  // RFC 8176: a key that the person holds, in hardware, and that they were there.
  const methods = [
    ...(properties.phishing_resistant ? ['pop'] : []),
    ...(properties.device_bound ? ['hwk'] : []),
    ...(properties.user_verified ? ['user'] : []),
  ];
  return {
    id: 'step-up',
    type: 'step-up',
    properties: {
      acr_value: level,
      ...(methods.length > 0 ? { amr_values: methods } : {}),
      ...(max_age_seconds === undefined ? {} : { max_age: max_age_seconds }),
      ...properties,
    },
  };
}

/** Of one evaluation among several, which fails by itself (§7.2). */
export const failure = ({ status, code, message }: StingError): AccessAnswer => ({
  decision: false,
  context: { error: { status, code, message } },
});
