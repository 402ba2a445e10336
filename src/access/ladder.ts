import { levels } from '../assurance/evidence.ts';
import { reaches } from '../assurance/level.ts';
import type { Requirement } from '../assurance/requirement.ts';
import { type Tier, tierRequirements } from '../assurance/tiers.ts';
import { freshSeconds } from './standing.ts';

const [none, oneFactor, twoFactors, attestedKey] = levels;
const fresh = { max_age_seconds: freshSeconds };
const key = { level: twoFactors, phishing_resistant: true, ...fresh };

/** What a person can be asked to prove, the least first. */
const rungs: readonly Requirement[] = [
  { level: oneFactor, ...fresh },
  { level: twoFactors },
  { level: twoFactors, ...fresh },
  key,
  { ...key, user_verified: true },
  { ...key, user_verified: true, device_bound: true },
  { ...key, user_verified: true, device_bound: true, level: attestedKey },
];

const ladders: Readonly<Record<Tier, readonly Requirement[]>> = {
  1: ladder(tierRequirements[1]),
  2: ladder(tierRequirements[2]),
  3: ladder(tierRequirements[3]),
  4: ladder(tierRequirements[4]),
};

/** What to try, in this order: what the tier asks for, each rung alone, each rung together with what the tier asks for. */
export function ladderOf(tier: Tier): readonly Requirement[] {
  return ladders[tier];
}

/** More than this nobody can prove. */
export const everything: Requirement = {
  level: attestedKey,
  phishing_resistant: true,
  user_verified: true,
  device_bound: true,
  action_bound: true,
};

function ladder(tier: Requirement): Requirement[] {
  const all = [tier, ...rungs, ...rungs.map((rung) => both(tier, rung))];
  const known = new Set<string>();
  return all.filter((need) => {
    const text = JSON.stringify(Object.entries(need).sort());
    return !known.has(text) && known.add(text);
  });
}

/** What satisfies both: the higher level, the shorter age, every property. */
function both(a: Requirement, b: Requirement): Requirement {
  const age = Math.min(a.max_age_seconds ?? Number.POSITIVE_INFINITY, b.max_age_seconds ?? Number.POSITIVE_INFINITY);
  const [levelA, levelB] = [a.level ?? none, b.level ?? none];
  return {
    ...a,
    ...b,
    level: reaches(levelA, levelB) ? levelA : levelB,
    ...(Number.isFinite(age) ? { max_age_seconds: age } : {}),
  };
}
