import { evidence, type Level, type Mode } from '../assurance/evidence.ts';
import { level, reaches } from '../assurance/level.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { Config } from '../config/config.ts';
import type { Credential } from '../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../webauthn/webauthn.ts';
import type { Client, FlowDependencies } from './context.ts';
import { flowError } from './errors.ts';

export type RequiredAal = Config['session.whoami.required_aal'];

type Known = { credentials: readonly Credential[]; backupCodesLeft: number; mode: Mode };

/**
 * The level that a person could prove now: by a passkey as it has shown itself (verification counts once it was seen)
 * and a backup code.
 */
function reachable({ credentials, backupCodesLeft, mode }: Known): Level {
  const keys = credentials.filter(({ type, status }) => type === 'passkey' && status === 'active');
  const proofs = keys.map(({ data }) =>
    evidence({ method: 'passkey', at: 0, user_verified: (data as PublicKeyCredentialRecord).uvInitialized }),
  );
  // A code is a second proof only, for somebody who has given a first one.
  if (keys.length > 0 && backupCodesLeft > 0) proofs.push(evidence({ method: 'lookup_secret', at: 0 }));
  return level(proofs, mode);
}

/**
 * What a person must have proven lately to change how they sign in: as much as they can, so that a stolen weaker
 * session cannot enrol a stronger way in or make itself new backup codes.
 */
export function changeRequirement(known: Known, maxAgeSeconds: number): Requirement {
  return { level: reaches(reachable(known), 'aal2') ? 'aal2' : 'aal1', max_age_seconds: maxAgeSeconds };
}

/** Whether that takes a backup code too, since no passkey of theirs is two factors. */
export function takesTwoProofs(known: Known): boolean {
  const alone = reachable({ ...known, backupCodesLeft: 0 });
  return reaches(reachable(known), 'aal2') && !reaches(alone, 'aal2');
}

/**
 * Under `highest_available` a person who can do aal2 must have done it.
 * Throws `session_aal2_required` (403).
 */
export async function requireAal(
  { config, identities, store, backupCodesLeft }: FlowDependencies,
  { session, identity }: NonNullable<Client['person']>,
  required: RequiredAal,
): Promise<void> {
  const mode = config['assurance.mode'];
  if (required === 'aal1' || reaches(level(session.evidence, mode), 'aal2')) return;
  const credentials = await identities.credentials(store.read, identity.id);
  const left = await backupCodesLeft(store.read, identity.id);
  if (!reaches(reachable({ credentials, backupCodesLeft: left, mode }), 'aal2')) return;
  const login = `${config['serve.public.base_url']}/self-service/login/browser?aal=aal2`;
  throw flowError('session_aal2_required', { redirect_browser_to: login });
}
