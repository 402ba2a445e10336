import { decodeItem } from './cbor.ts';
import { refuse } from './refusal.ts';
import type { Refusal, RelyingParty } from './webauthn.ts';

/** WebAuthn L3 §6.1. */
export interface AuthenticatorData {
  rpIdHash: Uint8Array;
  userPresent: boolean;
  userVerified: boolean;
  backupEligible: boolean;
  backupState: boolean;
  signCount: number;
  /** The attested credential data (§6.5.1); registrations have it, assertions must not. */
  attested: AttestedCredential | null;
}

export interface AttestedCredential {
  /** UUID. */
  aaguid: string;
  credentialId: Uint8Array;
  /** COSE key as it came. */
  publicKey: Uint8Array;
}

const flag = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backupState: 0x10,
  attested: 0x40,
  extensions: 0x80,
};

const fixedLength = 37;

/** Null unless the bytes are authenticator data from the first to the last. */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData | null {
  if (bytes.length < fixedLength) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(32);
  let end = fixedLength;
  let attested: AttestedCredential | null = null;

  if (flags & flag.attested) {
    const found = parseAttestedCredential(bytes, view, end);
    if (!found) return null;
    ({ attested, end } = found);
  }
  if (flags & flag.extensions) {
    const extensions = decodeItem(bytes, end);
    if (!(extensions?.value instanceof Map)) return null;
    end = extensions.end;
  }
  if (end !== bytes.length) return null;

  return {
    rpIdHash: bytes.subarray(0, 32),
    userPresent: (flags & flag.userPresent) !== 0,
    userVerified: (flags & flag.userVerified) !== 0,
    backupEligible: (flags & flag.backupEligible) !== 0,
    backupState: (flags & flag.backupState) !== 0,
    signCount: view.getUint32(33),
    attested,
  };
}

function parseAttestedCredential(
  bytes: Uint8Array,
  view: DataView,
  start: number,
): { attested: AttestedCredential; end: number } | null {
  const idStart = start + 18;
  if (bytes.length < idStart) return null;
  const keyStart = idStart + view.getUint16(start + 16);
  if (bytes.length < keyStart) return null;
  const key = decodeItem(bytes, keyStart);
  if (!(key?.value instanceof Map)) return null;
  return {
    attested: {
      aaguid: uuidOf(bytes.subarray(start, start + 16)),
      credentialId: bytes.subarray(idStart, keyStart),
      publicKey: bytes.subarray(keyStart, key.end),
    },
    end: key.end,
  };
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * The steps that registration (§7.1 steps 14-17) and authentication (§7.2 steps 15-18) have in common; null when all hold.
 * Where user verification is not required the flag is only reported; assurance decides what it is worth.
 */
export function checkAuthenticatorData(
  data: AuthenticatorData,
  expected: { rpIdHash: Buffer; userVerification: RelyingParty['userVerification'] },
): Refusal | null {
  if (!expected.rpIdHash.equals(data.rpIdHash)) return refuse('wrong_rp_id', 'made for another relying party');
  if (!data.userPresent) return refuse('user_not_present', 'UP is not set');
  if (!data.userVerified && expected.userVerification === 'required') {
    return refuse('user_not_verified', 'UV is required and not set');
  }
  if (data.backupState && !data.backupEligible) return refuse('bad_backup_flags', 'BS without BE');
  return null;
}
