import { levels } from '../assurance/evidence.ts';
import { both, type Requirement } from '../assurance/requirement.ts';

const [, oneFactor, twoFactors, attestedKey] = levels;

/** What to try for an operation that asks for this, the least first. */
export type LadderOf = (asked: Requirement) => readonly Requirement[];

/**
 * In this order: what the operation asks for, each rung alone, each rung together with what it asks for. A fresh proof is
 * one of the last `freshSeconds`. An installation asks for few different things: each ladder is made once.
 */
export function createLadders(freshSeconds: number): LadderOf {
  const rungs = rungsOf(freshSeconds);
  const known = new Map<string, readonly Requirement[]>();
  return (asked) => {
    const text = textOf(asked);
    const ladder = known.get(text) ?? ladderOf(asked, rungs);
    known.set(text, ladder);
    return ladder;
  };
}

/** More than this nobody can prove. */
export const everything: Requirement = {
  level: attestedKey,
  phishing_resistant: true,
  user_verified: true,
  device_bound: true,
  action_bound: true,
};

/** What a person can be asked to prove, the least first. */
function rungsOf(freshSeconds: number): Requirement[] {
  const fresh = { max_age_seconds: freshSeconds };
  const key = { level: twoFactors, phishing_resistant: true, ...fresh };
  return [
    { level: oneFactor, ...fresh },
    { level: twoFactors },
    { level: twoFactors, ...fresh },
    key,
    { ...key, user_verified: true },
    { ...key, user_verified: true, device_bound: true },
    { ...key, user_verified: true, device_bound: true, level: attestedKey },
  ];
}

function ladderOf(asked: Requirement, rungs: readonly Requirement[]): Requirement[] {
  const all = [asked, ...rungs, ...rungs.map((rung) => both(asked, rung))];
  const known = new Set<string>();
  return all.filter((need) => !known.has(textOf(need)) && known.add(textOf(need)));
}

const textOf = (need: Requirement) => JSON.stringify(Object.entries(need).sort());
