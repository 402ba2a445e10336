import { unmet } from '../../assurance/requirement.ts';
import type { Step } from '../steps.ts';

/**
 * Adds the proof to what this step-up has seen. Bound to one action, only its own proofs count and they become a grant;
 * otherwise the session is raised.
 */
export const satisfyRequirement: Step = async (context, tx) => {
  const { flow, client, clock, config, stepUpGrants } = context;
  const needs = flow.data.needs!;
  flow.data.evidence = [...(flow.data.evidence ?? []), ...context.evidence];
  const proofs = { session: client.person!.session.evidence, action: flow.data.evidence };
  context.missing = unmet(needs, proofs, clock(), config['assurance.mode']);
  context.evidence = flow.data.evidence;
  if (context.missing || !needs.action_bound) return;
  const { token } = await stepUpGrants.issue(tx, {
    sessionId: flow.sessionId!,
    action: flow.data.action!.fingerprint,
    evidence: flow.data.evidence,
  });
  context.grant = token;
};
