import { type Evidence, factorOf, type Mode } from '../assurance/evidence.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';

/** Why a session opened as one that opens nothing, for good: whether it still is so depends on what was proven since. */
export interface Limit {
  /** By recovery, of an account that has a second factor. */
  recovered: boolean;
  /** By the rules of signing in, which asked for this. */
  needs: Requirement | null;
}

/** What the rules still ask for; null for nothing. */
export const stillNeeded = (
  { needs }: Limit,
  evidence: readonly Evidence[],
  now: number,
  mode: Mode,
): Requirement | null => needs && unmet(needs, { session: evidence, action: [] }, now, mode);

export function isLimited(limit: Limit, evidence: readonly Evidence[], now: number, mode: Mode): boolean {
  return (limit.recovered && !isLifted(evidence)) || stillNeeded(limit, evidence, now, mode) !== null;
}

/**
 * Whether the proofs of a recovered session are enough to open it (SP 800-63B-4 §4.2.2.2): the message that recovery
 * sent and a proof of another kind. A second message to the same mailbox or telephone proves nothing more; one to the
 * other of the two does.
 */
export function isLifted(evidence: readonly Evidence[]): boolean {
  const factors = evidence.map(factorOf).filter(({ combines }) => combines);
  const kinds = new Set(factors.map(({ kind }) => kind));
  return kinds.size > 1 || !(kinds.size === 0 || kinds.has('mailbox') || kinds.has('telephone'));
}
