import type { Evidence, Level, Mode } from '../assurance/evidence.ts';
import { level, reaches } from '../assurance/level.ts';
import { ageSeconds } from '../assurance/requirement.ts';

/** How long a session lasts at one level. */
interface Limit {
  /** From the proof of the level, whatever happens on the session. */
  absoluteSeconds: number;
  /** Without a request of the person; null for no such limit. */
  idleSeconds: number | null;
}

export type Limits = Record<Level, Limit>;

/** When a session that opens now with these proofs ends. */
export function firstExpiry(limits: Limits, evidence: readonly Evidence[], now: number, mode: Mode): number {
  return now + limits[level(evidence, mode)].absoluteSeconds * 1000;
}

/**
 * When a session ends after new proofs (SP 800-63B-4 §2.2.3: the overall limit is renewed by reauthentication, at aal2
 * with both factors). A session that reaches a higher level gets that level's full time. At the same level the time
 * counts from when the level was last proven in full: a lone second factor renews nothing, and nothing shortens it.
 */
export function renewedExpiry(
  limits: Limits,
  before: { evidence: readonly Evidence[]; expiresAt: number },
  evidence: readonly Evidence[],
  now: number,
  mode: Mode,
): number {
  const reached = level(evidence, mode);
  if (!reaches(level(before.evidence, mode), reached)) return firstExpiry(limits, evidence, now, mode);
  const age = ageSeconds({ level: reached }, { session: evidence, action: [] }, now, mode) ?? 0;
  return Math.max(before.expiresAt, now + (limits[reached].absoluteSeconds - age) * 1000);
}

/** Whether nobody has used the session for as long as its level allows. */
export function isIdle(limits: Limits, evidence: readonly Evidence[], lastSeenAt: number, now: number, mode: Mode) {
  const { idleSeconds } = limits[level(evidence, mode)];
  return idleSeconds !== null && now - lastSeenAt >= idleSeconds * 1000;
}
