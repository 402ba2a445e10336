import type { Level, Mode } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import type { Credential } from '../../identity/identity.ts';
import { proofOf } from '../../methods/possible.ts';

/** The level that a credential reaches alone, as far as it has shown what it can. */
export function strengthOf(credential: Credential, mode: Mode): Level {
  return level([proofOf(credential, 'seen', 0)], mode);
}

/** Backup codes among the factors of a person: a set, of which nobody sees a single one. */
export const backupCodesFactor = {
  type: 'lookup_secret',
  id: null,
  name: 'Backup codes',
  strength: 'aal1',
  status: 'active',
  added_at: null,
  last_used_at: null,
} as const;
