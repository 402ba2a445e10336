import type { EventType } from '../audit/events.ts';
import type { FactorChange } from '../courier/courier.ts';

/** Something that happened in an account, as the audit calls it. */
export interface Happened {
  type: EventType;
  details?: Record<string, string | number | boolean | null>;
}

/** What a person is told of, and the detail that names the credential which was added. */
const told: Partial<Record<EventType, { what: FactorChange; added?: string }>> = {
  'passkey.added': { what: 'passkey_added', added: 'passkey' },
  'passkey.removed': { what: 'passkey_removed' },
  'passkey.renamed': { what: 'passkey_renamed' },
  'security_key.added': { what: 'security_key_added', added: 'security_key' },
  'security_key.renamed': { what: 'security_key_renamed' },
  'security_key.removed': { what: 'security_key_removed' },
  'totp.added': { what: 'totp_added', added: 'totp' },
  'totp.removed': { what: 'totp_removed' },
  'password.changed': { what: 'password_changed', added: 'password' },
  'password.removed': { what: 'password_removed' },
  'backup_codes.generated': { what: 'backup_codes_generated' },
  'backup_codes.used': { what: 'backup_codes_used' },
  'backup_codes.removed': { what: 'backup_codes_removed' },
  'api_key.created': { what: 'api_key_created', added: 'key' },
  'api_key.rotated': { what: 'api_key_rotated', added: 'key' },
  'api_key.revoked': { what: 'api_key_revoked' },
};

/** The notice for what happened; null for what nobody needs to be told. */
export function changeOf({ type, details }: Happened): { what: FactorChange; credential: string | null } | null {
  const notice = told[type];
  if (!notice) return null;
  const credential = notice.added ? details?.[notice.added] : null;
  return { what: notice.what, credential: typeof credential === 'string' ? credential : null };
}

const removed: Record<string, FactorChange> = {
  passkey: 'passkey_removed',
  webauthn: 'security_key_removed',
  totp: 'totp_removed',
  lookup_secret: 'backup_codes_removed',
  password: 'password_removed',
};

/**
 * The notice for what the operator of the machine or an administrator did; null for what nobody needs to be told, or nobody is
 * left to.
 */
export function operatorChange({ type, details }: Happened): FactorChange | null {
  if (type === 'credential.removed') return removed[String(details?.['type'])] ?? 'changed_by_operator';
  if (type === 'recovery.issued') return 'recovery_issued';
  if (type === 'api_keys.revoked') return 'api_keys_revoked';
  return type === 'identity.changed' ? 'changed_by_operator' : null;
}
