import type { Credential, CredentialType, Identity } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import type { Application } from '../application.ts';
import { keyWire, userHandleWire } from './identity-keys.ts';

/** In this order on the wire. */
const listedTypes = ['password', 'totp', 'lookup_secret', 'webauthn', 'passkey', 'code'] as const;
/** Types of the contract that nobody has here. */
const foreignTypes = ['oidc', 'saml', 'profile', 'deviceauthn', 'identifier_first', 'link_recovery', 'code_recovery'];

export function isListedType(type: string): type is CredentialType | 'code' {
  return (listedTypes as readonly string[]).includes(type);
}

/** The types of `include_credential`. Throws `unknown_credential_type` (400). */
export function includedTypes(query: unknown): ReadonlySet<string> {
  const { include_credential = [] } = query as { include_credential?: string | string[] };
  const types = [include_credential].flat();
  const unknown = types.find((type) => !isListedType(type) && !foreignTypes.includes(type));
  if (unknown !== undefined) throw unknownType();
  return new Set(types);
}

export const unknownType = () => badRequest('unknown_credential_type', 'There is no credential of this type.');

/**
 * What a person signs in with, by type (wire contract 13): a type whose identifier is set is listed without a secret too.
 * The configs of `include` hold what is no secret. Hashes, the encrypted seed of an authenticator app and backup codes
 * stay inside: whoever could read them here could sign in as the person.
 */
export async function credentialsWire(app: Application, identity: Identity, include: ReadonlySet<string>) {
  const { identities, backupCodes, store } = app;
  const { id, schemaId, traits, userHandle } = identity;
  const rows = Map.groupBy(await identities.credentials<PublicKeyCredentialRecord>(store.read, id), ({ type }) => type);
  const codes = await backupCodes.count(store.read, id);
  const addresses = identities.codeAddresses(identity);

  const identifiers: Record<(typeof listedTypes)[number], string[]> = {
    password: identities.passwordIdentifiers(schemaId, traits),
    totp: rows.has('totp') ? [id] : [],
    lookup_secret: codes.total > 0 ? [id] : [],
    webauthn: identities.webauthnIdentifiers(schemaId, traits),
    passkey: rows.has('passkey') ? [userHandle] : [],
    code: addresses.map(({ value }) => value),
  };
  const config = (type: string, group: Credential<PublicKeyCredentialRecord>[]) => {
    if (type === 'code') return { addresses: addresses.map(({ value, via }) => ({ address: value, channel: via })) };
    if (type !== 'passkey' && type !== 'webauthn') return {};
    const passwordless = type === 'passkey' || app.config['selfservice.methods.webauthn.config.passwordless'];
    return { credentials: group.map((key) => keyWire(key, passwordless)), user_handle: userHandleWire(userHandle) };
  };

  const wires = listedTypes.flatMap((type) => {
    const group = (type === 'code' ? undefined : rows.get(type)) ?? [];
    if (group.length === 0 && identifiers[type].length === 0) return [];
    const times = group.length > 0 ? group.map(({ createdAt }) => createdAt) : [identity.createdAt];
    const wire = {
      type,
      identifiers: identifiers[type],
      version: 0,
      created_at: rfc3339(Math.min(...times)),
      updated_at: rfc3339(Math.max(...times)),
      ...(include.has(type) ? { config: config(type, group) } : {}),
    };
    return [[type, wire] as const];
  });
  return Object.fromEntries(wires);
}
