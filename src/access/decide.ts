import type { Mode } from '../assurance/evidence.ts';
import { both, type Proofs, type Requirement } from '../assurance/requirement.ts';
import type { Signals } from '../assurance/signals.ts';
import type { Requirements, Tier } from '../assurance/tiers.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { Access, Asker, Decision, JarFacts, Question } from './access.ts';
import type { EngineRequest } from './cedar.ts';
import { createEmergency, type Emergency } from './emergency.ts';
import type { Engine, Evaluate, Verdict } from './engine.ts';
import type { From, Surround, Surroundings } from './environment.ts';
import { type Facts, type LoadFacts, type Subject, subjectLoader } from './facts.ts';
import { createLadders, everything, type LadderOf } from './ladder.ts';
import type { Policies } from './policies/policies.ts';
import type { RoleMinimumOf } from './role-minimum.ts';
import type { SignInDecision } from './sign-in.ts';
import { raised, type Standing, standing } from './standing.ts';
import { type Relation, signInActions, stricter, type Verb, verbs, verbTiers } from './vocabulary.ts';

/** What of a jar the policies may ask about. */
export type JarLike = Pick<JarFacts, 'id' | 'type' | 'sensitivity' | 'ownerId' | 'teamId' | 'tags'>;

/** One question with all that the store knows about it. */
interface Case {
  subject: Subject;
  permission: string;
  tier: Tier;
  /** What the roles ask for beside the tier. */
  minimum: Requirement | null;
  resource: JarLike | null;
  relation: Relation | null;
  proofs: Proofs;
  surroundings: Surroundings;
}

/** A sign-in with all that is known about it. */
export interface SignInCase {
  subject: Subject;
  proofs: Proofs;
  from: From;
  signals: Signals;
}

/** A decision before the question whether a denied person may know of the resource. */
type Outcome = Exclude<Decision, { effect: 'deny' }> | Omit<Extract<Decision, { effect: 'deny' }>, 'visible'>;

export interface Deciding extends Pick<Access, 'decide' | 'may'>, Emergency {
  /** The same by these rules, with what it rests on. */
  weigh(engine: Engine, db: Reader, question: Question): Promise<{ decision: Decision; facts: Facts }>;
  /** Whether a verb is allowed on such a jar to somebody who is related to it like this, with the proofs they have. */
  reaches(
    engine: Engine,
    asker: Pick<Case, 'subject' | 'minimum' | 'proofs'> & { from: From },
    verb: Verb,
    jar: JarLike,
    relation: Relation,
  ): boolean;
  /**
   * Whether somebody may sign in like this, and whether they are to be told of it. What cannot be answered is a refusal,
   * the second question included.
   */
  signIn(engine: Engine, the: SignInCase): SignInDecision;
  /**
   * Whether these roles are enough for the permission, when nothing is left to prove: on the installation, or on a jar that
   * is open to its viewer. `from`: where somebody asks, if it is about them.
   */
  permits(...of: Parameters<Deciding['grounds']>): boolean;
  /** The same with the policies that make it so. */
  grounds(
    engine: Engine,
    roles: readonly string[],
    permission: string,
    jar: JarLike | null,
    about?: { subject: Subject; from: From },
  ): Verdict;
}

/** One that everybody is a viewer of. */
export const publicJar: JarLike = {
  id: 'any',
  type: 'public',
  sensitivity: 'internal',
  ownerId: 'somebody',
  teamId: null,
  tags: [],
};

export const nothingProven: Proofs = { session: [], action: [] };
/** What a sign-in asks for by itself: only rules ask for more. */
const nothing: Requirement = {};

interface Init {
  policies: Pick<Policies, 'current' | 'unforbidden'>;
  load: LoadFacts;
  clock: Clock;
  mode: Mode;
  surround: Surround;
  requirements: Requirements;
  roleMinimum: RoleMinimumOf;
}

export function createDeciding(init: Init): Deciding {
  const { policies, load, clock, mode, surround, requirements, roleMinimum } = init;
  const { ofTier, freshSeconds } = requirements;
  const ladderOf = createLadders(freshSeconds);
  const standingBefore = (need: Requirement, proofs: Proofs, now: number) =>
    standing(need, proofs, { now, mode, freshSeconds });

  /** That a jar exists is not behind the minimum of a role, so that a person finds what to prove themselves for. */
  const needOf = ({ tier, minimum, permission }: Pick<Case, 'tier' | 'minimum' | 'permission'>) =>
    minimum === null || permission === 'jar.discover' ? ofTier(tier) : both(ofTier(tier), minimum);

  function outcome(evaluate: Evaluate, the: Case, now: number): Outcome {
    const need = needOf(the);
    const current = standingBefore(need, the.proofs, now);
    return answered(ladderOf(need), the.relation, current, (assurance) => evaluate(requestOf(the, assurance)));
  }

  function visible(evaluate: Evaluate, the: Case, now: number): boolean {
    if (the.resource === null) return true;
    const current = standingBefore(ofTier(verbTiers.discover), the.proofs, now);
    if (evaluate(requestOf({ ...the, permission: 'jar.discover' }, current)).allowed) return true;
    // Whoever oversees all jars knows that this one exists, and hears that it is closed to them.
    return evaluate(requestOf({ ...the, permission: 'jar.oversee', resource: null }, current)).allowed;
  }

  async function weigh({ evaluate }: Engine, db: Reader, question: Question) {
    const now = clock();
    const { subject: id, permission, tier, jar: jarId, label = null, proofs } = question;
    const facts = await load(db, id, jarId, now);
    const { jar, relation } = facts;
    if (jarId !== null && jar === null) {
      const hidden: Decision = { effect: 'deny', visible: false, relation: null, policies: [] };
      return { decision: hidden, facts };
    }
    const resource = jar && { ...jar, sensitivity: stricter(jar.sensitivity, label) };
    const subject = { id, ...facts };
    const minimum = await roleMinimum(db, subject, proofs, permission);
    const surroundings = await around(db, question);
    const the = { subject, permission, tier, minimum, resource, relation, proofs, surroundings };
    const answer = outcome(evaluate, the, now);
    const decision: Decision = answer.effect === 'deny' ? { ...answer, visible: visible(evaluate, the, now) } : answer;
    return { decision, facts };
  }

  const grounds: Deciding['grounds'] = ({ evaluate }, roles, permission, resource, about) => {
    const tier = 1;
    const relation = resource === null ? null : 'viewer';
    const subject = about?.subject ?? { id: 'any', roles, teams: [], attributes: {} };
    const surroundings = surround(about?.from ?? null);
    const [minimum, proofs] = [null, nothingProven];
    const the = { subject, permission, tier, minimum, resource, relation, proofs, surroundings } as const;
    return evaluate(requestOf(the, raised(standingBefore(ofTier(tier), proofs, clock()), everything)));
  };

  const emergency = createEmergency({ policies, loadSubject: subjectLoader(load, clock), grounds });
  async function around(db: Reader, asker: Asker): Promise<Surroundings> {
    const known = surround(asker.from);
    return (await emergency.inEmergency(db, asker)) ? { ...known, break_glass: true } : known;
  }

  return {
    ...emergency,
    weigh,
    grounds,
    permits: (...of) => grounds(...of).allowed,

    async decide(db, question) {
      return (await weigh(await emergency.rulesFor(db, question), db, question)).decision;
    },

    async may(db, { jar: jarId, ...asker }) {
      const { evaluate } = await policies.current(db);
      const now = clock();
      const { subject: id, proofs } = asker;
      const facts = await load(db, id, jarId, now);
      const { jar, relation } = facts;
      const may: Verb[] = [];
      const needs: Partial<Record<Verb, Requirement>> = {};
      const subject = { id, ...facts };
      const minimum = await roleMinimum(db, subject, proofs, 'jar.discover');
      const surroundings = await around(db, asker);
      const known = { subject, minimum, resource: jar, relation, proofs, surroundings };
      for (const verb of jar === null ? [] : verbs) {
        const the = { ...known, permission: `jar.${verb}`, tier: verbTiers[verb] };
        const decision = outcome(evaluate, the, now);
        if (decision.effect !== 'deny') may.push(verb);
        if (decision.effect === 'step_up') needs[verb] = decision.needs;
      }
      return { relation, may, needs };
    },

    reaches({ evaluate }, { subject, minimum, proofs, from }, verb, resource, relation) {
      const tier = verbTiers[verb];
      const surroundings = surround(from);
      const the = { subject, permission: `jar.${verb}`, tier, minimum, resource, relation, proofs, surroundings };
      return evaluate(requestOf(the, standingBefore(needOf(the), proofs, clock()))).allowed;
    },

    signIn({ evaluate }, { subject, proofs, from, signals }) {
      const current = standingBefore(nothing, proofs, from?.at ?? clock());
      const the = { subject, resource: null, relation: null, surroundings: surround(from) };
      const ask = (permission: string) => (assurance: Standing) =>
        evaluate(requestOf({ ...the, permission }, assurance, signals));
      const [entry, notice] = signInActions.map(ask);
      const decision = answered(ladderOf(nothing), null, current, entry!);
      const { allowed: notify, failed } = notice!(current);
      if (failed) return { decision: { effect: 'deny', visible: true, relation: null, policies: [] }, notify: false };
      switch (decision.effect) {
        case 'allow':
          return { decision, notify };
        case 'deny':
          return { decision: { ...decision, visible: true }, notify };
        case 'step_up': {
          // What is proven at a sign-in is fresh, and a session that it opened must not close with age.
          const { max_age_seconds: _, ...needs } = decision.needs;
          return { decision: { ...decision, needs }, notify };
        }
      }
    },
  };
}

type Ask = (assurance: Standing) => Verdict;

/** What is answered to somebody who stands here: yes, yes after that proof, or no. */
function answered(ladder: ReturnType<LadderOf>, relation: Relation | null, current: Standing, ask: Ask): Outcome {
  const { allowed, failed, policies } = ask(current);
  if (allowed) return { effect: 'allow', relation, policies };
  const needs = failed ? null : missing(ladder, current, ask);
  return needs ? { effect: 'step_up', needs, relation, policies } : { effect: 'deny', relation, policies };
}

/** The first rung that would change the answer; null, after one look at the highest, where nothing does. */
function missing(ladder: ReturnType<LadderOf>, current: Standing, ask: Ask): Requirement | null {
  if (!ask(raised(current, everything)).allowed) return null;
  return ladder.find((need) => ask(raised(current, need)).allowed) ?? null;
}

const user = (id: string) => ({ __entity: { type: 'User', id } });

type Asked = Omit<Case, 'tier' | 'minimum' | 'proofs'>;

function requestOf(the: Asked, assurance: Standing, signals?: Signals): EngineRequest {
  const { subject, permission: action, resource, relation, surroundings } = the;
  return {
    principal: {
      type: 'User',
      id: subject.id,
      attributes: { ...subject.attributes },
      parents: [
        ...subject.roles.map((id) => ({ type: 'Role', id })),
        ...subject.teams.map((id) => ({ type: 'Team', id })),
      ],
    },
    action,
    resource: resource ? jarEntity(resource) : { type: 'Installation', id: 'sting', attributes: {}, parents: [] },
    context: resource
      ? { relation: relation ?? 'none', ...assurance, ...surroundings }
      : { ...assurance, ...surroundings, ...(signals ? { signals } : {}) },
  };
}

function jarEntity({ id, type, sensitivity, ownerId, teamId, tags }: JarLike) {
  const team = teamId === null ? {} : { team: { __entity: { type: 'Team', id: teamId } } };
  return { type: 'Jar', id, attributes: { type, sensitivity, owner: user(ownerId), ...team, tags }, parents: [] };
}
