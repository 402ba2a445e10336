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

const day = 24 * 60 * 60;

/** The longest that a session may last on its proofs, however it is configured (SP 800-63B-4 §2.1.3, §2.2.3, §2.3.3). */
const boundSeconds: Record<Level, number> = { aal0: 30 * day, aal1: 30 * day, aal2: day, aal3: day / 2 };

/**
 * When a session ends that an operator extends now: after its level's full time, but never later than the bound of the
 * level allows since the level was last proven in full. Never earlier than before.
 */
export function extendedExpiry(
  limits: Limits,
  { evidence, expiresAt }: { evidence: readonly Evidence[]; expiresAt: number },
  now: number,
  mode: Mode,
): number {
  const reached = level(evidence, mode);
  // A limit on the age makes even aal0 ask for a proof that has one.
  const proven = { level: reached, max_age_seconds: boundSeconds[reached] };
  const age = ageSeconds(proven, { session: evidence, action: [] }, now, mode) ?? boundSeconds[reached];
  const seconds = Math.min(limits[reached].absoluteSeconds, boundSeconds[reached] - age);
  return Math.max(expiresAt, now + seconds * 1000);
}

/** Whether a session lasts longer than its last proof could have made it. */
export function isExtended(
  limits: Limits,
  {
    evidence,
    authenticatedAt,
    expiresAt,
  }: { evidence: readonly Evidence[]; authenticatedAt: number; expiresAt: number },
  mode: Mode,
): boolean {
  return expiresAt > firstExpiry(limits, evidence, authenticatedAt, mode);
}

/** Whether nobody has used the session for as long as its level allows. */
export function isIdle(limits: Limits, evidence: readonly Evidence[], lastSeenAt: number, now: number, mode: Mode) {
  const { idleSeconds } = limits[level(evidence, mode)];
  return idleSeconds !== null && now - lastSeenAt >= idleSeconds * 1000;
}
