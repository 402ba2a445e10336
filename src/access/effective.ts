import type { Requirement } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Reader } from '../store/store.ts';
import { type Deciding, nothingProven } from './decide.ts';
import type { LoadSubject } from './facts.ts';
import type { Holdings } from './holdings.ts';
import type { Policies } from './policies/policies.ts';
import type { Asker, DecidingPolicy } from './question.ts';

/** Something that a person may do on the installation, and by what. */
export interface EffectivePermission {
  permission: string;
  /** Those of their roles that are each enough for it; none where something else gives it. */
  roles: string[];
  /** The policies that permit it. */
  policies: DecidingPolicy[];
  /** What has to be proven; null where nothing has. */
  needs: Requirement | null;
}

export interface Effective {
  /** What a person may do on the installation when they ask from there, some of it after a step-up. */
  permissionsOf(db: Reader, init: Pick<Asker, 'subject' | 'from'>): Promise<string[]>;
  /** The same, and by what. `tierOf` says how much each permission asks for. */
  effective(
    db: Reader,
    init: Pick<Asker, 'subject' | 'from'> & { tierOf: (permission: string) => Tier },
  ): Promise<EffectivePermission[]>;
}

interface Init {
  policies: Pick<Policies, 'current'>;
  deciding: Pick<Deciding, 'weigh' | 'grounds' | 'permits'>;
  loadSubject: LoadSubject;
  holdings: Pick<Holdings, 'installation'>;
}

/** Why somebody may do what they may, by the way on which it is decided. */
export function createEffective({ policies, deciding, loadSubject, holdings }: Init): Effective {
  return {
    async permissionsOf(db, { subject: id, from }) {
      const engine = await policies.current(db);
      const subject = await loadSubject(db, id);
      const may = (permission: string) => deciding.permits(engine, subject.roles, permission, null, { subject, from });
      return holdings.installation.filter(may);
    },

    async effective(db, { subject: id, from, tierOf }) {
      const engine = await policies.current(db);
      const subject = await loadSubject(db, id);
      const { roles } = subject;
      const found: EffectivePermission[] = [];
      for (const permission of holdings.installation) {
        const grounds = deciding.grounds(engine, roles, permission, null, { subject, from });
        if (!grounds.allowed) continue;
        const question = { subject: id, permission, tier: tierOf(permission), jar: null, proofs: nothingProven, from };
        const { decision } = await deciding.weigh(engine, db, question);
        found.push({
          permission,
          roles: roles.filter((role) => deciding.grounds(engine, [role], permission, null).allowed).sort(),
          policies: grounds.policies,
          needs: decision.effect === 'step_up' ? decision.needs : null,
        });
      }
      return found;
    },
  };
}
