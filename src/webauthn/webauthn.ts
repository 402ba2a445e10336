import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Tx } from '../store/store.ts';
import { createAssertionVerifier, type ExpectedAssertion } from './assertion.ts';
import { authenticatorName } from './authenticator-names.ts';
import { createChallenges } from './challenges.ts';
import { claimedChallenge } from './client-data.ts';
import { claimedCredential } from './credential-json.ts';
import { type CreationOptions, creationOptions, type RequestOptions, requestOptions } from './options.ts';
import { createRegistrationVerifier } from './registration.ts';

export { importCoseKey } from './cose-key.ts';
export { checkRelyingParty } from './relying-party.ts';

/** A public key credential as this relying party stores it (WebAuthn L3 §4 "credential record"). */
export interface PublicKeyCredentialRecord {
  /** base64url, at most 1023 bytes decoded. */
  credentialId: string;
  /** COSE key, base64url. */
  publicKey: string;
  /** COSE algorithm: -8, -7 or -257. */
  algorithm: number;
  signCount: number;
  /** UUID; all zeros when the authenticator does not tell. */
  aaguid: string;
  backupEligible: boolean;
  backupState: boolean;
  /** UV was set at registration or in any later assertion. */
  uvInitialized: boolean;
  /** As the client reported them; unknown strings are kept. */
  transports: string[];
  /** `none`, `packed`, ... */
  attestationFormat: string;
  /** The attestation chains to a configured root. */
  attested: boolean;
  /** `credProps.rk`, client-reported; null when not said. */
  residentKey: boolean | null;
}

type ChallengePurpose = 'login' | 'registration' | 'settings' | 'step-up';

/** What a challenge may be used for. It is redeemed only with exactly the same binding. */
export interface ChallengeBinding {
  purpose: ChallengePurpose;
  /** By which kind of key: passkeys and security keys stand side by side in one flow, with options of their own. */
  method: 'passkey' | 'webauthn';
  /** Flow id, or step-up id. */
  flow: string;
  /** Session id; null for a person who is not signed in. */
  session: string | null;
  /** Fingerprint of the action for a step-up; null otherwise. */
  action: string | null;
}

export interface Challenges {
  /** 32 random bytes, base64url, stored with its binding for 5 minutes. Replaces an unused one of the same binding. */
  issue(tx: Tx, binding: ChallengeBinding): Promise<string>;
  /**
   * Consumes by delete-returning. False when unknown, spent, expired or bound otherwise (a mismatch spends it too).
   * Call it before the response is parsed any further than its challenge.
   */
  redeem(tx: Tx, challenge: string, binding: ChallengeBinding): Promise<boolean>;
  /** Removes what has expired; answers how many. */
  sweep(tx: Tx): Promise<number>;
}

/** The settings of this relying party, from configuration; checked by `checkRelyingParty` at start-up. */
export interface RelyingParty {
  /** RP ID: a registrable domain or `localhost`. */
  id: string;
  name: string;
  /** Exact origins. */
  origins: string[];
  userVerification: 'required' | 'preferred' | 'discouraged';
  residentKey: 'required' | 'preferred' | 'discouraged';
  attachment?: 'platform' | 'cross-platform';
}

export type RefusalReason =
  | 'malformed'
  | 'not_allowed'
  | 'wrong_credential'
  | 'wrong_user_handle'
  | 'wrong_type'
  | 'wrong_challenge'
  | 'wrong_origin'
  | 'cross_origin'
  | 'wrong_rp_id'
  | 'user_not_present'
  | 'user_not_verified'
  | 'bad_backup_flags'
  | 'bad_public_key'
  | 'unsupported_attestation'
  | 'bad_attestation'
  | 'bad_signature'
  | 'counter_regressed';

/** Why a ceremony was refused: the step for the log, never for the client. */
export interface Refusal {
  ok: false;
  /** Stable. */
  reason: RefusalReason;
  detail: string;
}

export interface VerifiedRegistration {
  ok: true;
  record: PublicKeyCredentialRecord;
  userVerified: boolean;
}

export interface VerifiedAssertion {
  ok: true;
  userVerified: boolean;
  /** The record's new counter, backup state and UV history, to be stored. */
  signCount: number;
  backupState: boolean;
  uvInitialized: boolean;
  /** The counter went back or stood still although it counts (WebAuthn L3 §7.2 step 22); only reported for synced keys. */
  counterRegressed: boolean;
}

export interface WebAuthn {
  readonly relyingParty: RelyingParty;
  readonly challenges: Challenges;
  /**
   * PublicKeyCredentialCreationOptionsJSON; excludes as given. `deviceBound` prefers authenticators whose keys stay where
   * they are, as far as a browser can be told: which one it was, the backup flags say afterwards.
   */
  creationOptions(init: {
    challenge: string;
    user: { handle: string; name: string; displayName: string };
    exclude: Pick<PublicKeyCredentialRecord, 'credentialId' | 'transports'>[];
    deviceBound?: boolean;
  }): CreationOptions;
  /** PublicKeyCredentialRequestOptionsJSON; without `allow` the credential is discovered. */
  requestOptions(init: {
    challenge: string;
    allow?: Pick<PublicKeyCredentialRecord, 'credentialId' | 'transports'>[];
  }): RequestOptions;
  /** The challenge that a RegistrationResponseJSON or AuthenticationResponseJSON claims, or null: only to redeem it. */
  claimedChallenge(response: unknown): string | null;
  /** The credential id and user handle that an AuthenticationResponseJSON claims: only to look its record up. */
  claimedCredential(response: unknown): { credentialId: string; userHandle: string | null } | null;
  /** Every step of WebAuthn L3 §7.1 except the challenge's freshness and the id's uniqueness, which are the caller's. */
  verifyRegistration(response: unknown, challenge: string): Promise<VerifiedRegistration | Refusal>;
  /** Every step of §7.2. */
  verifyAssertion(response: unknown, expected: ExpectedAssertion): Promise<VerifiedAssertion | Refusal>;
  /** Name of an authenticator model by AAGUID for display ("iCloud Keychain"); null when unknown. Never a security decision. */
  authenticatorName(aaguid: string): string | null;
  /** 64 random bytes, base64url. */
  newUserHandle(random: Random): string;
}

/**
 * The WebAuthn ceremonies of one relying party. `attestationRoots` are PEM certificates: with them registration asks for
 * `direct` conveyance and `attested` is true for statements that chain to one; without them conveyance is `none`.
 */
export function createWebAuthn({
  relyingParty,
  clock,
  random,
  attestationRoots = [],
}: {
  relyingParty: RelyingParty;
  clock: Clock;
  random: Random;
  attestationRoots?: readonly string[];
}): WebAuthn {
  const attestation = attestationRoots.length > 0 ? 'direct' : 'none';
  const verifyAssertion = createAssertionVerifier(relyingParty);
  return {
    relyingParty,
    challenges: createChallenges({ clock, random }),
    creationOptions: (init) => creationOptions(relyingParty, { ...init, attestation }),
    requestOptions: (init) => requestOptions(relyingParty, init),
    claimedChallenge,
    claimedCredential,
    verifyRegistration: createRegistrationVerifier(relyingParty, attestationRoots, clock),
    verifyAssertion: async (response, expected) => verifyAssertion(response, expected),
    authenticatorName,
    newUserHandle: (source) => source(userHandleBytes).toString('base64url'),
  };
}

/** WebAuthn L3 §14.6.1 recommends 64 random bytes and nothing personal. */
const userHandleBytes = 64;
