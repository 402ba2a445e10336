import type { Signals } from '../assurance/signals.ts';
import type { Reader } from '../store/store.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import type { LoadSubject, Subject } from './facts.ts';
import { demandValid } from './policies/changes.ts';
import type { Policies, PolicyChange } from './policies/policies.ts';
import type { Asker, Decision } from './question.ts';

/** A sign-in whose first proof was verified. */
export interface SignInAttempt extends Asker {
  signals: Signals;
}

export interface SignInDecision {
  /** `step_up`: the sign-in opens nothing before that is proven. */
  decision: Decision;
  /** The person is told of it by a message. */
  notify: boolean;
}

export interface SigningIn {
  /** Whether somebody may sign in like this, by the rules about `sign_in`. Fails closed. Never writes. */
  signIn(db: Reader, attempt: SignInAttempt): Promise<SignInDecision>;
  /**
   * What would be answered to sign-ins of the past (`from.at`) under the rules as they are, and as these changes would make
   * them; who somebody is counts as of today. Throws `policy_invalid`,
   * `policy_id_mismatch` (400).
   */
  replaySignIns(
    db: Reader,
    init: { changes: readonly PolicyChange[]; signIns: readonly SignInAttempt[] },
  ): Promise<{ before: SignInDecision; after: SignInDecision }[]>;
}

interface Init {
  policies: Pick<Policies, 'current' | 'candidate' | 'check'>;
  deciding: Pick<Deciding, 'signIn'>;
  loadSubject: LoadSubject;
}

export function createSigningIn({ policies, deciding, loadSubject }: Init): SigningIn {
  return {
    async signIn(db, { subject: id, ...attempt }) {
      const engine = await policies.current(db);
      const subject = await loadSubject(db, id);
      return deciding.signIn(engine, { subject, ...attempt });
    },

    async replaySignIns(db, { changes, signIns }) {
      for (const change of changes) demandValid(policies, change);
      const people = new Map<string, Subject>();
      for (const { subject } of signIns) {
        if (!people.has(subject)) people.set(subject, await loadSubject(db, subject));
      }
      const held = await policies.current(db);
      const changed = await policies.candidate(db, changes);
      const all = (engine: Engine) =>
        signIns.map(({ subject: id, ...attempt }) => deciding.signIn(engine, { subject: people.get(id)!, ...attempt }));
      const before = all(held);
      return all(changed).map((after, i) => ({ before: before[i]!, after }));
    },
  };
}
