import type { Evidence, Mode } from '../assurance/evidence.ts';
import { reaches } from '../assurance/level.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';
import type { Flow } from './flow.ts';

/** Whether a login asks for more than one proof can give, by anything but a user-verified key. */
export function asksSecondProof({ data: { requestedAal } }: Pick<Flow, 'data'>): boolean {
  return requestedAal !== undefined && reaches(requestedAal, 'aal2');
}

/** Whether nothing but a key gives what a session still needs. */
export function needsKey(
  { needs, evidence }: { needs: Requirement | null; evidence: readonly Evidence[] },
  now: number,
  mode: Mode,
): boolean {
  const { phishing_resistant = false, user_verified = false, device_bound = false } = needs ?? {};
  const key = { phishing_resistant, user_verified, device_bound };
  return unmet(key, { session: evidence, action: [] }, now, mode) !== null;
}
