import { isDeepStrictEqual } from 'node:util';
import { isObject } from './json.ts';

/** What a hook wants to be different about the identity, before it is stored. In the names of the wire contract. */
export interface IdentityChange {
  /** All of them; whether they fit the schema is for the identities to check. */
  traits?: Record<string, unknown>;
  schema_id?: string;
  external_id?: string | null;
  state?: 'active' | 'inactive';
  metadata_public?: Record<string, unknown> | null;
  metadata_admin?: Record<string, unknown> | null;
  verifiable_addresses?: { value: string; via: 'email' | 'sms'; verified: boolean }[];
  recovery_addresses?: { value: string; via: 'email' | 'sms' }[];
}

const maxAddresses = 50;
const isName = (value: unknown) => typeof value === 'string' && value !== '' && value.length <= 255;
const isMetadata = (value: unknown) => value === null || isObject(value);

const fits: Record<keyof IdentityChange, (value: unknown) => boolean> = {
  traits: isObject,
  schema_id: isName,
  external_id: (value) => value === null || isName(value),
  state: (value) => value === 'active' || value === 'inactive',
  metadata_public: isMetadata,
  metadata_admin: isMetadata,
  verifiable_addresses: addressesWith((address) => typeof address['verified'] === 'boolean'),
  recovery_addresses: addressesWith(() => true),
};

function addressesWith(more: (address: Record<string, unknown>) => boolean) {
  return (value: unknown): boolean =>
    Array.isArray(value) &&
    value.length <= maxAddresses &&
    value.every(
      (one) => isObject(one) && isName(one['value']) && (one['via'] === 'email' || one['via'] === 'sms') && more(one),
    );
}

/**
 * The change in an answer `{identity: {...}}` (Kratos contract §12); null when there is none. Members that come back as
 * they were `sent` change nothing, so a hook may answer the identity whole. `invalid`: a member that nobody can change, or
 * that does not have its form.
 */
export function identityChangeOf(answer: unknown, sent: object): IdentityChange | null | 'invalid' {
  if (!isObject(answer)) return 'invalid';
  const wanted = answer['identity'] ?? null;
  if (wanted === null) return null;
  if (!isObject(wanted)) return 'invalid';
  const before = sent as Record<string, unknown>;
  const changes = Object.entries(wanted).filter(
    ([name, value]) => !(Object.hasOwn(before, name) && isDeepStrictEqual(value, before[name])),
  );
  if (changes.length === 0) return null;
  if (!changes.every(([name, value]) => Object.hasOwn(fits, name) && fits[name as keyof IdentityChange](value)))
    return 'invalid';
  const change = Object.fromEntries(changes) as IdentityChange;
  const { verifiable_addresses: verifiable, recovery_addresses: recovery } = change;
  return {
    ...change,
    ...(verifiable && {
      verifiable_addresses: verifiable.map(({ value, via, verified }) => ({ value, via, verified })),
    }),
    ...(recovery && { recovery_addresses: recovery.map(({ value, via }) => ({ value, via })) }),
  };
}
