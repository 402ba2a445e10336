import { algorithms } from './cose-key.ts';
import { refuse } from './refusal.ts';
import type { Refusal, RelyingParty } from './webauthn.ts';

/** What the library says about a registration; the ids and keys are compared with what this module parsed itself. */
export interface LibraryRegistration {
  ok: true;
  credentialId: Uint8Array;
  publicKey: Uint8Array;
}

let loading: Promise<typeof import('@simplewebauthn/server')> | undefined;

/**
 * Loaded at the first registration: the library brings an X.509 and ASN.1 stack that costs a start 130 ms and 30 MB,
 * and signing in never needs it.
 */
function library(): Promise<typeof import('@simplewebauthn/server')> {
  loading ??= import('@simplewebauthn/server').then((module) => {
    // With roots the library refuses what does not chain to them, and fetches revocation lists from addresses that the
    // certificates name. We want neither: attestation-chain.ts judges the chain, offline, against the operator's roots.
    for (const identifier of ['apple', 'android-key', 'android-safetynet'] as const) {
      module.SettingsService.setRootCertificates({ identifier, certificates: [] });
    }
    return module;
  });
  return loading;
}

/**
 * Registration as `@simplewebauthn/server` verifies it, above all the attestation statement (WebAuthn L3 §8). It throws
 * for some failures and answers `verified: false` for others; here both become one refusal.
 */
export async function verifyWithLibrary(
  response: unknown,
  challenge: string,
  { id, origins, userVerification }: RelyingParty,
): Promise<LibraryRegistration | Refusal> {
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserPresence: true,
      requireUserVerification: userVerification === 'required',
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!verified) return refuse('bad_attestation', 'the signature of the attestation statement does not verify');
    const { credential } = registrationInfo;
    return { ok: true, credentialId: Buffer.from(credential.id, 'base64url'), publicKey: credential.publicKey };
  } catch (error) {
    // Every failed check of the library is a plain Error, and so are its crashes on malformed statements.
    return refuse('bad_attestation', error instanceof Error ? error.message : String(error));
  }
}
