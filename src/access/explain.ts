import type { Reader } from '../store/store.ts';
import type { Access, Decision, JarFacts, Question } from './access.ts';
import type { Attributes } from './attributes/attributes.ts';
import type { Policy } from './cedar.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import { demandValid } from './policies/changes.ts';
import type { Policies } from './policies/policies.ts';
import type { Relation } from './vocabulary.ts';

/** A decision with everything that it rests on. */
export interface Explanation {
  decision: Decision;
  roles: string[];
  teams: string[];
  attributes: Attributes;
  jar: JarFacts | null;
  /** Each live way in which the person reaches the jar. `by`: `user:<id>`, `everyone`, `team:<id>`, `role:<name>`. */
  held: { relation: Relation; by: string; expiresAt: number | null }[];
  /** The policies that decided, with their text. */
  rules: (Pick<Policy, 'id' | 'sentence' | 'text'> & { effect: 'permit' | 'forbid' })[];
}

interface Init {
  policies: Pick<Policies, 'current' | 'candidate' | 'check'>;
  deciding: Pick<Deciding, 'weigh' | 'rulesFor'>;
}

/** What was decided, by the way on which it is decided. */
export function createExplaining({ policies, deciding }: Init): Pick<Access, 'explain' | 'simulate'> {
  async function explained(engine: Engine, db: Reader, question: Question): Promise<Explanation> {
    const { decision, facts } = await deciding.weigh(engine, db, question);
    const { roles, teams, attributes, jar, held } = facts;
    const rules = engine.policies
      .filter(({ id }) => decision.policies.some((policy) => policy.id === id))
      .map(({ id, sentence, text, json }) => ({ id, sentence, text, effect: json.effect }));
    return { decision, roles, teams, attributes, jar, held, rules };
  }

  return {
    explain: async (db, question) => explained(await deciding.rulesFor(db, question), db, question),

    async simulate(db, { changes, questions }) {
      for (const change of changes) demandValid(policies, change);
      const held = await policies.current(db);
      const after = await policies.candidate(db, changes);
      const answers = [];
      for (const question of questions) {
        const before = await explained(held, db, question);
        answers.push({ before, after: await explained(after, db, question) });
      }
      return answers;
    },
  };
}
