import { rfc3339 } from '../kernel/clock.ts';
import type { Address, Credential, CredentialType, Identity } from './identity.ts';

function addressWire({ id, value, via, createdAt, updatedAt }: Address) {
  return { id, value, via, created_at: rfc3339(createdAt), updated_at: rfc3339(updatedAt) };
}

function verifiableWire(address: Address) {
  const { verified, verifiedAt } = address;
  return {
    ...addressWire(address),
    verified,
    status: verified ? 'completed' : 'pending',
    ...(verifiedAt === null ? {} : { verified_at: rfc3339(verifiedAt) }),
  };
}

/** An identity as Kratos shows it to its owner. `baseUrl` is the public one, without a slash at its end. */
export function identityWire(identity: Identity, baseUrl: string) {
  const { id, schemaId, state, traits, addresses, metadataPublic } = identity;
  return {
    id,
    schema_id: schemaId,
    schema_url: `${baseUrl}/schemas/${Buffer.from(schemaId).toString('base64url')}`,
    state,
    state_changed_at: rfc3339(identity.stateChangedAt),
    traits,
    verifiable_addresses: addresses.filter((address) => address.verifiable).map(verifiableWire),
    recovery_addresses: addresses.filter((address) => address.recovery).map(addressWire),
    metadata_public: metadataPublic,
    created_at: rfc3339(identity.createdAt),
    updated_at: rfc3339(identity.updatedAt),
    organization_id: null,
  };
}

/** The same for the operator: with `metadata_admin` and, by type, what the person signs in with, never its secrets. */
export function adminIdentityWire(identity: Identity, credentials: Credential[], baseUrl: string) {
  const byType = Map.groupBy(credentials, (credential) => credential.type);
  return {
    ...identityWire(identity, baseUrl),
    metadata_admin: identity.metadataAdmin,
    credentials: Object.fromEntries([...byType].map(([type, group]) => [type, credentialWire(identity, type, group)])),
  };
}

function credentialWire({ id, userHandle }: Identity, type: CredentialType, group: Credential[]) {
  // Kratos finds keys by the user handle and everything else by the identity.
  const identifier = type === 'passkey' || type === 'webauthn' ? userHandle : id;
  const times = group.map((credential) => credential.createdAt);
  return {
    type,
    identifiers: [identifier],
    version: 0,
    created_at: rfc3339(Math.min(...times)),
    updated_at: rfc3339(Math.max(...times)),
  };
}
