import { reaches } from '../assurance/level.ts';
import type { Flow } from './flow.ts';

/** Whether a login asks for more than one proof can give, by anything but a user-verified key. */
export function asksSecondProof({ data: { requestedAal } }: Pick<Flow, 'data'>): boolean {
  return requestedAal !== undefined && reaches(requestedAal, 'aal2');
}
