import { level, reaches } from '../assurance/level.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { Config } from '../config/config.ts';
import type { Credential } from '../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../webauthn/webauthn.ts';
import type { Client, FlowDependencies } from './context.ts';
import { flowError } from './errors.ts';

/**
 * What a person must have proven lately to change how they sign in: as much as they can. Somebody with a key that
 * verifies its user gives that proof, so that a stolen weaker session cannot enrol a stronger way in.
 */
export function changeRequirement(credentials: readonly Credential[], maxAgeSeconds: number): Requirement {
  const verifies = credentials.some(
    ({ type, status, data }) =>
      type === 'passkey' && status === 'active' && (data as PublicKeyCredentialRecord).uvInitialized,
  );
  return { level: verifies ? 'aal2' : 'aal1', max_age_seconds: maxAgeSeconds };
}

export type RequiredAal = Config['session.whoami.required_aal'];

/** Whether the person can reach aal2 at all: a passkey counts once it was seen with user verification. */
function reachesAal2(credentials: readonly Credential[], backupCodesLeft: number): boolean {
  const keys = credentials.filter(({ type, status }) => type === 'passkey' && status === 'active');
  return (
    keys.some(({ data }) => (data as PublicKeyCredentialRecord).uvInitialized) ||
    (keys.length > 0 && backupCodesLeft > 0)
  );
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
  if (required === 'aal1' || reaches(level(session.evidence, config['assurance.mode']), 'aal2')) return;
  const credentials = await identities.credentials(store.read, identity.id);
  if (!reachesAal2(credentials, await backupCodesLeft(store.read, identity.id))) return;
  const login = `${config['serve.public.base_url']}/self-service/login/browser?aal=aal2`;
  throw flowError('session_aal2_required', { redirect_browser_to: login });
}
