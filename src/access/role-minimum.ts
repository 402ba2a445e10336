import type { Mode } from '../assurance/evidence.ts';
import { type Proofs, type Requirement, unmet } from '../assurance/requirement.ts';
import type { Requirements } from '../assurance/tiers.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Reader } from '../store/store.ts';
import type { Enrolments } from './enrolment/enrolment.ts';
import { countingRoles } from './role-names.ts';

interface Init extends Pick<Enrolments, 'enrolment'> {
  requirements: Requirements;
  clock: Clock;
  mode: Mode;
}

/** Somebody with the roles that they have. */
export interface RoleHolder {
  id: string;
  roles: readonly string[];
}

/** What the roles of a person ask for beside the tier, for this permission; null where they ask for nothing. */
export type RoleMinimumOf = (
  db: Reader,
  holder: RoleHolder,
  proofs: Proofs,
  permission: string,
) => Promise<Requirement | null>;

/** Whoever may go on for a while without the key that a role asks for needs the level of that role without its key. */
export function createRoleMinimum({ requirements, enrolment, clock, mode }: Init): RoleMinimumOf {
  return async (db, { id, roles }, proofs, permission) => {
    const minimum = requirements.ofRoles(countingRoles(roles, permission));
    if (!minimum?.phishing_resistant || unmet(minimum, proofs, clock(), mode) === null) return minimum;
    const missing = await enrolment(db, id, proofs.session);
    if (missing === null || missing.dueAt <= clock()) return minimum;
    const { phishing_resistant: _, device_bound: __, ...level } = minimum;
    return level;
  };
}
