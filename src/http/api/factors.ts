import type { Level, Mode } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import type { Credential } from '../../identity/identity.ts';
import { proofOf } from '../../methods/possible.ts';

/** The level that a credential reaches alone, as far as it has shown what it can. */
export function strengthOf(credential: Credential, mode: Mode): Level {
  return level([proofOf(credential, 'seen', 0)], mode);
}
