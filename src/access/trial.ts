import type { Mode } from '../assurance/evidence.ts';
import type { Requirements } from '../assurance/tiers.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Reader } from '../store/store.ts';
import type { Attributes } from './attributes/attributes.ts';
import { openSchema, type Policy, readPolicies } from './cedar.ts';
import { createDeciding } from './decide.ts';
import { openEngine } from './engine.ts';
import { createSurround } from './environment.ts';
import { type Facts, strongestOf } from './facts.ts';
import { createCheck } from './policies/check.ts';
import { withoutForbids } from './policies/policies.ts';
import { productPolicies, readPolicyFiles, textOf } from './policy-files.ts';
import type { Decision, JarFacts, Question } from './question.ts';
import { countingRoles } from './role-names.ts';
import type { Relation } from './vocabulary.ts';

/** People and jars that stand in no database. */
export interface TrialWorld {
  people: ReadonlyMap<string, { roles: readonly string[]; teams: readonly string[]; attributes: Attributes }>;
  /** `grants`: what is given to `user:<name>`, `team:<name>` or `role:<name>`. */
  jars: ReadonlyMap<string, JarFacts & { grants: ReadonlyMap<string, Relation> }>;
}

export interface Trial {
  /** Throws OperatorError for a question that the engine cannot take. */
  decide(question: Question): Promise<Decision>;
  /** Of the product and of the given texts together. */
  policies: readonly Policy[];
}

/**
 * The rules of the product and these texts, asked about people and jars that somebody made up: decided by the way on which
 * everything is decided, from what the access list would say. Throws, naming the place, for a text that is not valid.
 */
export function createTrial(init: {
  texts: readonly { name: string; text: string }[];
  world: TrialWorld;
  mode: Mode;
  requirements: Requirements;
  timeZone: string;
  clock: Clock;
}): Trial {
  const { texts, world, mode, requirements, timeZone, clock } = init;
  const source = readPolicyFiles(productPolicies);
  const schema = openSchema(source.schema);
  const product = readPolicies(schema, source.policies);
  const own = texts.length === 0 ? [] : readPolicies(schema, textOf(texts));
  const check = createCheck(schema, product);
  for (const { id, text } of own) {
    const [problem] = check(text).problems;
    if (problem) throw new Error(`${id}: ${problem.message}`);
  }
  const policies = [...product, ...own];
  const failures: string[] = [];
  const open = (those: readonly Policy[]) => openEngine(schema, those, (problem) => failures.push(problem));
  const [engine, unforbidden] = [open(policies), open(withoutForbids(product, policies))];
  const load = async (_: Reader, id: string, jarId: string | null) => factsIn(world, id, jarId);
  const surround = createSurround(clock, timeZone);
  const deciding = createDeciding({
    policies: { current: async () => engine, unforbidden: async () => unforbidden },
    load,
    clock,
    mode,
    surround,
    requirements,
    // Nobody was given a role at any time, so nobody has a grace.
    roleMinimum: async (_, { roles }, __, permission) => requirements.ofRoles(countingRoles(roles, permission)),
  });
  return {
    policies,
    async decide(question) {
      const decision = await deciding.decide(undefined as never, question);
      const failure = failures.pop();
      if (failure !== undefined) throw new OperatorError(failure);
      return decision;
    },
  };
}

/** What the access list would say of this person and jar. */
function factsIn({ people, jars }: TrialWorld, id: string, jarId: string | null): Facts {
  const { roles, teams, attributes } = people.get(id) ?? { roles: [], teams: [], attributes: {} };
  const jar = jarId === null ? null : (jars.get(jarId) ?? null);
  const held: Facts['held'] = [];
  const hold = (relation: Relation, by: string) => held.push({ relation, by, expiresAt: null });
  if (jar?.ownerId === id) hold('owner', `user:${id}`);
  if (jar?.type === 'public') hold('viewer', 'everyone');
  if (jar?.type === 'team' && jar.teamId !== null && teams.includes(jar.teamId)) hold('viewer', `team:${jar.teamId}`);
  const mine = [`user:${id}`, ...teams.map((team) => `team:${team}`), ...roles.map((role) => `role:${role}`)];
  for (const [to, relation] of jar?.grants ?? []) if (mine.includes(to)) hold(relation, to);
  return { jar, relation: strongestOf(held), roles: [...roles], teams: [...teams], attributes, held };
}
