import type { Evidence, Level, Mode } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import type { Credential } from '../../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';

/** The level that a credential reaches alone, as far as it has shown what it can. */
export function strengthOf({ id, type, data }: Credential, mode: Mode): Level {
  const key = type === 'passkey' || type === 'webauthn' ? (data as PublicKeyCredentialRecord) : null;
  const proof: Evidence = {
    method: type,
    channel: null,
    user_verified: key?.uvInitialized ?? false,
    device_bound: key !== null && !key.backupEligible,
    attested: key?.attested ?? false,
    credential: id,
    at: 0,
  };
  return level([proof], mode);
}
