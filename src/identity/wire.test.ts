import assert from 'node:assert/strict';
import { it } from 'node:test';
import { adminIdentityWire, type Credential, type Identity, identityWire } from './identity.ts';

const address = {
  value: 'alice@example.com',
  via: 'email',
  verifiable: true,
  recovery: true,
  createdAt: 0,
  updatedAt: 0,
} as const;
const alice: Identity = {
  id: 'i-1',
  schemaId: 'default',
  state: 'active',
  stateChangedAt: 0,
  traits: { email: 'alice@example.com' },
  metadataPublic: null,
  metadataAdmin: { note: 'secret' },
  externalId: null,
  userHandle: 'handle',
  addresses: [
    { ...address, id: 'a-1', verified: true, verifiedAt: 1000, sentAt: null },
    {
      ...address,
      id: 'a-2',
      value: 'old@example.com',
      verified: false,
      verifiedAt: null,
      sentAt: null,
      recovery: false,
    },
  ],
  createdAt: 0,
  updatedAt: 0,
};
const epoch = '1970-01-01T00:00:00.000Z';

it('shows an identity to its owner as Kratos does', () => {
  const times = { created_at: epoch, updated_at: epoch };
  assert.deepEqual(identityWire(alice, 'https://id.example.com'), {
    id: 'i-1',
    schema_id: 'default',
    schema_url: 'https://id.example.com/schemas/ZGVmYXVsdA',
    state: 'active',
    state_changed_at: epoch,
    traits: { email: 'alice@example.com' },
    verifiable_addresses: [
      {
        id: 'a-1',
        value: 'alice@example.com',
        via: 'email',
        verified: true,
        status: 'completed',
        verified_at: '1970-01-01T00:00:01.000Z',
        ...times,
      },
      { id: 'a-2', value: 'old@example.com', via: 'email', verified: false, status: 'pending', ...times },
    ],
    recovery_addresses: [{ id: 'a-1', value: 'alice@example.com', via: 'email', ...times }],
    metadata_public: null,
    organization_id: null,
    ...times,
  });
});

it('shows the operator which credentials there are, and no data of theirs', () => {
  const credential = (type: Credential['type'], createdAt: number): Credential => ({
    id: `c-${createdAt}`,
    identityId: 'i-1',
    type,
    identifier: null,
    name: 'Key',
    status: 'active',
    data: { secret: 'canary' },
    createdAt,
    lastUsedAt: null,
    lastUsedIp: null,
  });
  const credentials = [credential('passkey', 1000), credential('passkey', 2000), credential('totp', 3000)];
  const wire = adminIdentityWire(alice, credentials, 'https://id.example.com');
  assert.deepEqual(wire.metadata_admin, { note: 'secret' });
  assert.deepEqual(Object.keys(wire.credentials), ['passkey', 'totp']);
  assert.deepEqual(wire.credentials['passkey'], {
    type: 'passkey',
    identifiers: ['handle'],
    version: 0,
    created_at: '1970-01-01T00:00:01.000Z',
    updated_at: '1970-01-01T00:00:02.000Z',
  });
  assert.deepEqual(wire.credentials['totp']!.identifiers, ['i-1']);
  assert.doesNotMatch(JSON.stringify(wire), /canary/);
});
