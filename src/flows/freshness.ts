import type { Requirement } from '../assurance/requirement.ts';
import type { Credential } from '../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../webauthn/webauthn.ts';

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
