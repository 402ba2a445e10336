import assert from 'node:assert/strict';
import { it } from 'node:test';
import { adminIdentityWire, type Identity, identityWire } from './identity.ts';

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

it('shows the operator what only they may see', () => {
  const credentials = { totp: { type: 'totp' } };
  const { metadata_admin, credentials: shown } = adminIdentityWire(alice, credentials, 'https://id.example.com');
  assert.deepEqual({ metadata_admin, shown }, { metadata_admin: { note: 'secret' }, shown: credentials });
  assert.ok(!('credentials' in adminIdentityWire(alice, undefined, 'https://id.example.com')));
});

it('tells an external id, and that a code is under way', () => {
  const [address] = alice.addresses;
  const sent = {
    ...alice,
    externalId: 'crm-7',
    addresses: [{ ...address!, verified: false, verifiedAt: null, sentAt: 5 }],
  };
  const wire = identityWire(sent, 'https://id.example.com');
  assert.equal(wire.external_id, 'crm-7');
  assert.deepEqual(
    wire.verifiable_addresses.map(({ status }) => status),
    ['sent'],
  );
});
