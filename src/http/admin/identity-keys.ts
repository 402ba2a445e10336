import type { Credential } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest } from '../../kernel/errors.ts';
import { importCoseKey, type PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';

/** A key as the admin API carries it (wire contract 13): bytes are base64 with padding. */
interface KeyWire {
  id: string;
  public_key: string;
  attestation_type: string;
  authenticator: { aaguid: string; sign_count: number; clone_warning: boolean };
  display_name: string;
  added_at: string;
  is_passwordless: boolean;
  flags: { user_present: boolean; user_verified: boolean; backup_eligible: boolean; backup_state: boolean };
  transport: string[];
}

const padded = (text: string, from: 'base64url' | 'hex' = 'base64url') => Buffer.from(text, from).toString('base64');

/** `passwordless`: keys of this type open a session by themselves. */
export function keyWire(
  { name, createdAt, data }: Credential<PublicKeyCredentialRecord>,
  passwordless: boolean,
): KeyWire {
  return {
    id: padded(data.credentialId),
    public_key: padded(data.publicKey),
    attestation_type: data.attestationFormat,
    authenticator: {
      aaguid: padded(data.aaguid.replaceAll('-', ''), 'hex'),
      sign_count: data.signCount,
      clone_warning: false,
    },
    display_name: name,
    added_at: rfc3339(createdAt),
    is_passwordless: passwordless,
    flags: {
      user_present: true,
      user_verified: data.uvInitialized,
      backup_eligible: data.backupEligible,
      backup_state: data.backupState,
    },
    transport: data.transports,
  };
}

export const userHandleWire = padded;

/** A key of an import, ready to be stored. */
export interface ImportedKey {
  name: string;
  record: PublicKeyCredentialRecord;
  /** The other product saw signs of a copy. */
  suspended: boolean;
}

const most = { keys: 20, idBytes: 1023, userHandleBytes: 64, transports: 16, signCount: 2 ** 32 - 1 };

const refuse = (place: string, problem: string) =>
  badRequest('invalid_credential', `The imported credential cannot be used: ${place} ${problem}.`);

/** Reads the `config` of a passkey or webauthn credential. Throws `invalid_credential` (400). */
export function importedKeys(
  type: 'passkey' | 'webauthn',
  config: Record<string, unknown>,
): { keys: ImportedKey[]; userHandle: string | null } {
  const { credentials, user_handle } = config;
  if (!Array.isArray(credentials) || credentials.length === 0 || credentials.length > most.keys) {
    throw refuse(`${type}.config.credentials`, `is not a list of 1 to ${most.keys} keys`);
  }
  const place = (index: number) => `${type}.config.credentials/${index}`;
  return {
    keys: credentials.map((key, index) => importedKey(type, members(key, place(index)), place(index))),
    userHandle:
      user_handle === undefined || user_handle === null
        ? null
        : base64(user_handle, `${type}.config.user_handle`, 1, most.userHandleBytes).toString('base64url'),
  };
}

function importedKey(type: 'passkey' | 'webauthn', key: Record<string, unknown>, place: string): ImportedKey {
  const authenticator = members(key['authenticator'] ?? {}, `${place}/authenticator`);
  const flags = members(key['flags'] ?? {}, `${place}/flags`);
  const flag = (of: Record<string, unknown>, name: string): boolean => {
    const value = of[name] ?? false;
    if (typeof value !== 'boolean') throw refuse(`${place}: ${name}`, 'is not true or false');
    return value;
  };
  const publicKey = base64(key['public_key'], `${place}/public_key`, 1, 2048);
  const verification = importCoseKey(publicKey);
  if (!verification) throw refuse(`${place}/public_key`, 'is not a sound COSE key of Ed25519, ES256 or RS256');
  const [backupEligible, backupState] = [flag(flags, 'backup_eligible'), flag(flags, 'backup_state')];
  // WebAuthn L3 §6.1.3.
  if (backupState && !backupEligible) throw refuse(`${place}/flags`, 'say that a key is backed up which cannot be');
  const signCount = authenticator['sign_count'] ?? 0;
  if (!Number.isInteger(signCount) || (signCount as number) < 0 || (signCount as number) > most.signCount) {
    throw refuse(`${place}/authenticator/sign_count`, 'is not a counter');
  }
  return {
    name: text(key['display_name'], `${place}/display_name`, 100) || (type === 'passkey' ? 'Passkey' : 'Security key'),
    suspended: flag(authenticator, 'clone_warning'),
    record: {
      credentialId: base64(key['id'], `${place}/id`, 1, most.idBytes).toString('base64url'),
      publicKey: publicKey.toString('base64url'),
      algorithm: verification.algorithm,
      signCount: signCount as number,
      aaguid: aaguid(authenticator['aaguid'], `${place}/authenticator/aaguid`),
      backupEligible,
      backupState,
      uvInitialized: flag(flags, 'user_verified'),
      transports: transports(key['transport'], `${place}/transport`),
      attestationFormat: text(key['attestation_type'], `${place}/attestation_type`, 32) || 'none',
      // Its statement was judged elsewhere, by roots that are not ours.
      attested: false,
      residentKey: null,
    },
  };
}

function members(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuse(place, 'is not an object');
}

function text(value: unknown, place: string, longest: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > longest) throw refuse(place, 'is not a short text');
  return value.trim();
}

/** With or without padding, in either alphabet: products differ. */
function base64(value: unknown, place: string, least: number, longest: number): Buffer {
  const written = typeof value === 'string' && /^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/.test(value);
  const bytes = written ? Buffer.from(value as string, 'base64') : Buffer.alloc(0);
  if (bytes.length < least || bytes.length > longest)
    throw refuse(place, `is not base64 of ${least} to ${longest} bytes`);
  return bytes;
}

function aaguid(value: unknown, place: string): string {
  const hex = value === undefined || value === null ? '0'.repeat(32) : base64(value, place, 16, 16).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function transports(value: unknown, place: string): string[] {
  const list = value ?? [];
  const short = (item: unknown) => typeof item === 'string' && item.length > 0 && item.length <= 64;
  if (Array.isArray(list) && list.length <= most.transports && list.every(short)) return [...new Set(list as string[])];
  throw refuse(place, 'is not a short list of short texts');
}
