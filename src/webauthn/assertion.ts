import { hash, verify } from 'node:crypto';
import { type AuthenticatorData, checkAuthenticatorData, parseAuthenticatorData } from './authenticator-data.ts';
import { base64url } from './base64url.ts';
import { checkClientData, parseClientData } from './client-data.ts';
import type { Algorithm } from './cose-key.ts';
import { parseCredentialJson, userHandleOf } from './credential-json.ts';
import { KeyCache } from './key-cache.ts';
import { refuse } from './refusal.ts';
import type { PublicKeyCredentialRecord, Refusal, RelyingParty, VerifiedAssertion } from './webauthn.ts';

/** Against what a response is checked. */
export interface ExpectedAssertion {
  challenge: string;
  record: PublicKeyCredentialRecord;
  /** The owner's. */
  userHandle: string;
  /** The ids that were offered, or null for a discovered credential. */
  allow: readonly string[] | null;
}

/** The response, decoded and still unchecked. */
interface Assertion {
  ok: true;
  id: string;
  clientDataJson: Buffer;
  authenticatorData: Buffer;
  signature: Buffer;
  userHandle: string | null;
}

const cachedKeys = 4096;

const digestOf: Record<Algorithm, 'sha256' | null> = { [-7]: 'sha256', [-8]: null, [-257]: 'sha256' };

/** Answers the verification of WebAuthn L3 §7.2 for one relying party, with its own cache of imported keys. */
export function createAssertionVerifier({ id, origins, userVerification }: RelyingParty) {
  const keys = new KeyCache(cachedKeys);
  const rpIdHash = hash('sha256', id, 'buffer');

  return (response: unknown, expected: ExpectedAssertion): VerifiedAssertion | Refusal => {
    const assertion = parse(response);
    if (!assertion.ok) return assertion;
    const clientData = parseClientData(assertion.clientDataJson);
    if (!clientData) return refuse('malformed', 'client data is not JSON');
    const data = parseAuthenticatorData(assertion.authenticatorData);
    if (!data || data.attested) return refuse('malformed', 'not the authenticator data of an assertion');

    return (
      offered(assertion, expected) ??
      sameCredential(assertion, expected) ??
      sameOwner(assertion, expected) ??
      checkClientData(clientData, { type: 'webauthn.get', challenge: expected.challenge, origins }) ??
      checkAuthenticatorData(data, { rpIdHash, userVerification }) ??
      sameBackupEligibility(data, expected.record) ??
      signed(assertion, expected.record, keys) ??
      counted(data, expected.record)
    );
  };
}

function parse(value: unknown): Assertion | Refusal {
  const credential = parseCredentialJson(value);
  if (!credential.ok) return credential;
  const clientDataJson = base64url(credential.response['clientDataJSON']);
  const authenticatorData = base64url(credential.response['authenticatorData']);
  const signature = base64url(credential.response['signature']);
  const userHandle = userHandleOf(credential.response);
  if (!clientDataJson || !authenticatorData || !signature || userHandle === undefined) {
    return refuse('malformed', 'a member of the response is not base64url');
  }
  return { ok: true, id: credential.id, clientDataJson, authenticatorData, signature, userHandle };
}

/** §7.2 step 5: the credential is one of those that were offered. */
function offered({ id }: Assertion, { allow }: ExpectedAssertion): Refusal | null {
  return allow === null || allow.includes(id) ? null : refuse('not_allowed', 'a credential that was not offered');
}

/** §7.2 step 6: the record is the one that the response names. */
function sameCredential({ id }: Assertion, { record }: ExpectedAssertion): Refusal | null {
  return id === record.credentialId ? null : refuse('wrong_credential', 'the record of another credential');
}

/** §7.2 step 6: a discovered credential names its owner; one that was offered may, and then truthfully. */
function sameOwner({ userHandle: claimed }: Assertion, { userHandle, allow }: ExpectedAssertion): Refusal | null {
  if (claimed === null) {
    return allow === null ? refuse('wrong_user_handle', 'a discovered credential without a user handle') : null;
  }
  return claimed === userHandle ? null : refuse('wrong_user_handle', 'not the user handle of the owner');
}

/** §7.2 step 19: backup eligibility is for life. */
function sameBackupEligibility(data: AuthenticatorData, record: PublicKeyCredentialRecord): Refusal | null {
  return data.backupEligible === record.backupEligible
    ? null
    : refuse('bad_backup_flags', 'BE changed since registration');
}

/**
 * §7.2 steps 20 and 21. OpenSSL takes an ECDSA signature only as the one DER encoding of its numbers, an Ed25519
 * signature only with 64 bytes and an RSA signature only as long as its modulus, so nothing is left to check around it.
 */
function signed(assertion: Assertion, record: PublicKeyCredentialRecord, keys: KeyCache): Refusal | null {
  const { key, algorithm } = keys.get(record.publicKey);
  const message = Buffer.concat([assertion.authenticatorData, hash('sha256', assertion.clientDataJson, 'buffer')]);
  return verify(digestOf[algorithm], message, key, assertion.signature)
    ? null
    : refuse('bad_signature', 'the signature does not verify');
}

/**
 * §7.2 steps 22 and 24: the counter, and the record's new state. A counter that does not grow is a sign of a copied key.
 * A key that cannot leave its device must not be copied: refused. A synced key is a copy by design: only reported, and
 * the highest counter is kept.
 */
function counted(data: AuthenticatorData, record: PublicKeyCredentialRecord): VerifiedAssertion | Refusal {
  const counts = data.signCount !== 0 || record.signCount !== 0;
  const counterRegressed = counts && data.signCount <= record.signCount;
  if (counterRegressed && !data.backupEligible) {
    return refuse('counter_regressed', `counter ${data.signCount} after ${record.signCount}`);
  }
  return {
    ok: true,
    userVerified: data.userVerified,
    signCount: Math.max(data.signCount, record.signCount),
    backupState: data.backupState,
    uvInitialized: record.uvInitialized || data.userVerified,
    counterRegressed,
  };
}
