import type { Mode } from '../assurance/evidence.ts';
import type { Proofs, Requirement } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Access, Decision, JarFacts } from './access.ts';
import type { CedarRequest, Evaluate, Verdict } from './cedar.ts';
import type { LoadFacts } from './facts.ts';
import { everything, ladderOf } from './ladder.ts';
import { raised, type Standing, standing } from './standing.ts';
import { type Relation, type Sensitivity, stricter, type Verb, verbs, verbTiers } from './vocabulary.ts';

/** One question with all that the store knows about it. */
interface Case {
  subject: string;
  roles: readonly string[];
  permission: string;
  tier: Tier;
  resource: Pick<JarFacts, 'id' | 'type' | 'sensitivity'> | null;
  relation: Relation | null;
  proofs: Proofs;
}

/** A decision before the question whether a denied person may know of the resource. */
type Outcome = Exclude<Decision, { effect: 'deny' }> | Omit<Extract<Decision, { effect: 'deny' }>, 'visible'>;

export interface Deciding extends Pick<Access, 'decide' | 'may'> {
  /** Whether with these proofs any relation is enough for this verb on jars of this sensitivity. */
  reaches(subject: { id: string; roles: readonly string[] }, verb: Verb, proofs: Proofs, label: Sensitivity): boolean;
  /**
   * Whether these roles are enough for the permission, when nothing is left to prove: on the installation, or on a jar that
   * is open to its viewer.
   */
  permits(
    roles: readonly string[],
    permission: string,
    jar: Pick<JarFacts, 'id' | 'type' | 'sensitivity'> | null,
  ): boolean;
}

const nothingProven: Proofs = { session: [], action: [] };

export function createDeciding(init: { evaluate: Evaluate; load: LoadFacts; clock: Clock; mode: Mode }): Deciding {
  const { evaluate, load, clock, mode } = init;

  function outcome(the: Case, now: number): Outcome {
    const { relation } = the;
    const current = standing(the.tier, the.proofs, now, mode);
    const ask = (assurance: Standing) => evaluate(cedarRequest(the, assurance));
    const { allowed, failed, policies } = ask(current);
    if (allowed) return { effect: 'allow', relation, policies };
    const needs = failed ? null : missing(the.tier, current, ask);
    return needs ? { effect: 'step_up', needs, relation, policies } : { effect: 'deny', relation, policies };
  }

  function visible(the: Case, now: number): boolean {
    if (the.resource === null) return true;
    const current = standing(verbTiers.discover, the.proofs, now, mode);
    if (evaluate(cedarRequest({ ...the, permission: 'jar.discover' }, current)).allowed) return true;
    // Whoever oversees all jars knows that this one exists, and hears that it is closed to them.
    return evaluate(cedarRequest({ ...the, permission: 'jar.oversee', resource: null }, current)).allowed;
  }

  return {
    async decide(db, { subject, permission, tier, jar: jarId, label = null, proofs }) {
      const now = clock();
      const { jar, relation, roles } = await load(db, subject, jarId, now);
      if (jarId !== null && jar === null) return { effect: 'deny', visible: false, relation: null, policies: [] };
      const resource = jar && { ...jar, sensitivity: stricter(jar.sensitivity, label) };
      const the = { subject, roles, permission, tier, resource, relation, proofs };
      const answer = outcome(the, now);
      return answer.effect === 'deny' ? { ...answer, visible: visible(the, now) } : answer;
    },

    async may(db, { subject, jar: jarId, proofs }) {
      const now = clock();
      const { jar, relation, roles } = await load(db, subject, jarId, now);
      const may: Verb[] = [];
      const needs: Partial<Record<Verb, Requirement>> = {};
      for (const verb of jar === null ? [] : verbs) {
        const permission = `jar.${verb}`;
        const decision = outcome(
          { subject, roles, permission, tier: verbTiers[verb], resource: jar, relation, proofs },
          now,
        );
        if (decision.effect !== 'deny') may.push(verb);
        if (decision.effect === 'step_up') needs[verb] = decision.needs;
      }
      return { relation, may, needs };
    },

    reaches({ id, roles }, verb, proofs, sensitivity) {
      const tier = verbTiers[verb];
      const resource = { id: 'any', type: 'private', sensitivity } as const;
      const viewer = {
        subject: id,
        roles,
        permission: `jar.${verb}`,
        tier,
        resource,
        relation: 'viewer',
        proofs,
      } as const;
      return evaluate(cedarRequest(viewer, standing(tier, proofs, clock(), mode))).allowed;
    },

    permits(roles, permission, resource) {
      const tier = 1;
      const relation = resource === null ? null : 'viewer';
      const the = { subject: 'any', roles, permission, tier, resource, relation, proofs: nothingProven } as const;
      return evaluate(cedarRequest(the, raised(standing(tier, nothingProven, clock(), mode), everything))).allowed;
    },
  };
}

/** The first rung that would change the answer; null, after one look at the highest, where nothing does. */
function missing(tier: Tier, current: Standing, ask: (assurance: Standing) => Verdict): Requirement | null {
  if (!ask(raised(current, everything)).allowed) return null;
  return ladderOf(tier).find((need) => ask(raised(current, need)).allowed) ?? null;
}

function cedarRequest(the: Case, assurance: Standing): CedarRequest {
  const { resource, relation } = the;
  return {
    subject: { id: the.subject, roles: the.roles },
    action: the.permission,
    resource: resource
      ? { type: 'Jar', id: resource.id, attributes: { type: resource.type, sensitivity: resource.sensitivity } }
      : { type: 'Installation', id: 'sting', attributes: {} },
    context: resource ? { relation: relation ?? 'none', ...assurance } : { ...assurance },
  };
}
