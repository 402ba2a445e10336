import { type Evidence, factorOf, type Level, type Mode } from './evidence.ts';
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

function satisfied({ level: wanted = 'aal0', ...need }: Requirement, proofs: readonly Evidence[], mode: Mode): boolean {
  const key = (test: (proof: Evidence) => boolean) =>
    proofs.some((proof) => factorOf(proof).phishing_resistant && test(proof));
  return (
    reaches(level(proofs, mode), wanted) &&
    (!need.phishing_resistant || key(() => true)) &&
    (!need.user_verified || key((proof) => proof.user_verified)) &&
    (!need.device_bound || key((proof) => proof.device_bound))
  );
}

/**
 * How many seconds ago the requirement was last satisfied in full, freshest proofs first; null if the proofs never do.
 * `max_age_seconds` is not looked at. A proof from the future counts as never given.
 */
export function ageSeconds(need: Requirement, { session, action }: Proofs, now: number, mode: Mode): number | null {
  const usable = need.action_bound ? action : [...session, ...action];
  const newestFirst = usable.filter((proof) => proof.at <= now).sort((a, b) => b.at - a.at);
  if (satisfied(need, [], mode)) return 0;
  for (let count = 1; count <= newestFirst.length; count++) {
    if (satisfied(need, newestFirst.slice(0, count), mode)) {
      return Math.floor((now - newestFirst[count - 1]!.at) / 1000);
    }
  }
  return null;
}

/** The requirement if the proofs do not satisfy it, null if they do: what a person still has to prove. */
export function unmet(need: Requirement, proofs: Proofs, now: number, mode: Mode): Requirement | null {
  const age = ageSeconds(need, proofs, now, mode);
  return age !== null && age <= (need.max_age_seconds ?? Number.POSITIVE_INFINITY) ? null : need;
}
