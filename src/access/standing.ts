import { type Level, levels, type Mode } from '../assurance/evidence.ts';
import { reaches } from '../assurance/level.ts';
import { ageSeconds, type Proofs, type Requirement, unmet } from '../assurance/requirement.ts';

const properties = ['phishing_resistant', 'user_verified', 'device_bound'] as const;
type Property = (typeof properties)[number];

/** Seconds since each strength of proof was last reached; absent when never. `Proof` of the Cedar schema. */
type Ages = Partial<Record<Level | Property, number>>;

/** What the policies learn about assurance: the context of every question (policies/schema.cedarschema). */
export interface Standing {
  requires: { level: Level; max_age: number } & Partial<Record<Property | 'action_bound', true>>;
  proof: Ages;
  fresh: number;
  /** Where the operation asks for it: whether proofs for exactly this action do all that it asks for. */
  bound?: boolean;
}

/** Above every age, and still exact on the way through JSON. */
const anyAge = Number.MAX_SAFE_INTEGER;

const strengths: [Level | Property, Requirement][] = [
  ...levels.slice(1).map((level): [Level, Requirement] => [level, { level }]),
  ...properties.map((property): [Property, Requirement] => [property, { [property]: true }]),
];

/** Of somebody with these proofs before an operation that asks for `need`. */
export function standing(
  need: Requirement,
  proofs: Proofs,
  { now, mode, freshSeconds: fresh }: { now: number; mode: Mode; freshSeconds: number },
): Standing {
  const requires: Standing['requires'] = { level: need.level ?? levels[0], max_age: need.max_age_seconds ?? anyAge };
  for (const property of properties) if (need[property]) requires[property] = true;
  const current = { requires, proof: ages(proofs, now, mode), fresh };
  if (!need.action_bound) return current;
  requires.action_bound = true;
  return { ...current, bound: unmet(need, proofs, now, mode) === null };
}

function ages(proofs: Proofs, now: number, mode: Mode): Ages {
  const reached: Ages = {};
  if (proofs.session.length + proofs.action.length === 0) return reached;
  for (const [name, need] of strengths) {
    const age = ageSeconds(need, proofs, now, mode);
    if (age !== null) reached[name] = age;
  }
  return reached;
}

/**
 * The standing of the same person if they satisfied `need` right now, and nothing beyond it. A need that is bound to the
 * action includes what the operation asks for.
 */
export function raised(current: Standing, need: Requirement): Standing {
  const gained: Ages = {};
  for (const level of levels.slice(1)) if (reaches(need.level ?? levels[0], level)) gained[level] = 0;
  for (const property of properties) if (need[property]) gained[property] = 0;
  const proof = { ...current.proof, ...gained };
  return need.action_bound && current.requires.action_bound
    ? { ...current, proof, bound: true }
    : { ...current, proof };
}
