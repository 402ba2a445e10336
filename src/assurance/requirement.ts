import { beside, type Evidence, factorOf, type Level, type Mode } from './evidence.ts';
import { level, reaches } from './level.ts';

/** What an operation needs. Absent members ask for nothing. The wire form of `needs`. */
export interface Requirement {
  level?: Level;
  /** Proven by a key that is bound to the origin. */
  phishing_resistant?: boolean;
  /** Proven by a key together with the person's PIN or biometric. */
  user_verified?: boolean;
  device_bound?: boolean;
  /** The proofs must be at most this old. */
  max_age_seconds?: number;
  /** The proofs must have been given for exactly this action. */
  action_bound?: boolean;
}

/** Proofs of a session, and those given for the action at hand (empty without a step-up grant). */
export interface Proofs {
  session: readonly Evidence[];
  action: readonly Evidence[];
}

function satisfied(need: Requirement, proofs: readonly Evidence[], mode: Mode): boolean {
  const { level: wanted = 'aal0', phishing_resistant, user_verified, device_bound } = need;
  // One key must have all the properties: a PIN typed for one says nothing about who holds another.
  const key = (proof: Evidence) =>
    factorOf(proof).phishing_resistant &&
    (!user_verified || proof.user_verified) &&
    (!device_bound || proof.device_bound);
  const keyWanted = phishing_resistant || user_verified || device_bound;
  return reaches(level(proofs, mode), wanted) && (!keyWanted || proofs.some(key));
}

/**
 * How many seconds ago the requirement was last satisfied in full, freshest proofs first, a begun second counted whole;
 * null if the proofs never do. The value of `max_age_seconds` is not looked at. A proof from the future counts as never
 * given. What asks for nothing is satisfied without a proof, but an age or an action needs a proof that has it.
 */
export function ageSeconds(need: Requirement, { session, action }: Proofs, now: number, mode: Mode): number | null {
  const usable = need.action_bound ? action : [...session, ...action];
  const newestFirst = usable.filter((proof) => proof.at <= now).sort((a, b) => b.at - a.at);
  const aboutProofs = need.action_bound || need.max_age_seconds !== undefined;
  if (!aboutProofs && satisfied(need, [], mode)) return 0;
  for (let count = 1; count <= newestFirst.length; count++) {
    if (satisfied(need, newestFirst.slice(0, count), mode)) {
      return Math.ceil((now - newestFirst[count - 1]!.at) / 1000);
    }
  }
  return null;
}

/** What satisfies both: the higher level, the shorter age, every property. */
export function both(a: Requirement, b: Requirement): Requirement {
  const age = Math.min(a.max_age_seconds ?? Number.POSITIVE_INFINITY, b.max_age_seconds ?? Number.POSITIVE_INFINITY);
  const [levelA, levelB] = [a.level ?? 'aal0', b.level ?? 'aal0'];
  return {
    ...a,
    ...b,
    level: reaches(levelA, levelB) ? levelA : levelB,
    ...(Number.isFinite(age) ? { max_age_seconds: age } : {}),
  };
}

/** The requirement if the proofs do not satisfy it, null if they do: what a person still has to prove. */
export function unmet(need: Requirement, proofs: Proofs, now: number, mode: Mode): Requirement | null {
  const age = ageSeconds(need, proofs, now, mode);
  return age !== null && age <= (need.max_age_seconds ?? Number.POSITIVE_INFINITY) ? null : need;
}

/** Any proof at all, given lately. */
export const anyProof = (maxAgeSeconds: number): Requirement => ({ level: 'aal1', max_age_seconds: maxAgeSeconds });

/**
 * Whether a session was lately proven by anything but this key, which is to be taken away: whoever has found a key
 * unlocked must not be able to throw its owner's others out by it.
 */
export function provenBeside(
  key: Pick<Evidence, 'method' | 'credential'>,
  {
    session,
    maxAgeSeconds,
    now,
    mode,
  }: { session: readonly Evidence[]; maxAgeSeconds: number; now: number; mode: Mode },
): boolean {
  return unmet(anyProof(maxAgeSeconds), { session: beside(session, key), action: [] }, now, mode) === null;
}
