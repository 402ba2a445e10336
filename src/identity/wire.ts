import { rfc3339 } from '../kernel/clock.ts';
import type { Address, Identity } from './identity.ts';

function addressWire({ id, value, via, createdAt, updatedAt }: Address) {
  return { id, value, via, created_at: rfc3339(createdAt), updated_at: rfc3339(updatedAt) };
}

function verifiableWire(address: Address) {
  const { verified, verifiedAt, sentAt } = address;
  return {
    ...addressWire(address),
    verified,
    status: verified ? 'completed' : sentAt === null ? 'pending' : 'sent',
    ...(verifiedAt === null ? {} : { verified_at: rfc3339(verifiedAt) }),
  };
}

/** An identity as Kratos shows it to its owner. `baseUrl` is the public one, without a slash at its end. */
export function identityWire(identity: Identity, baseUrl: string) {
  const { id, externalId, schemaId, state, traits, addresses, metadataPublic } = identity;
  return {
    id,
    ...(externalId === null ? {} : { external_id: externalId }),
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

/** The same for the operator: with `metadata_admin` and, unless it is left out, what the person signs in with, by type. */
export function adminIdentityWire(
  identity: Identity,
  credentials: Record<string, object> | undefined,
  baseUrl: string,
) {
  return {
    ...identityWire(identity, baseUrl),
    metadata_admin: identity.metadataAdmin,
    ...(credentials ? { credentials } : {}),
  };
}
