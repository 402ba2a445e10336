import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identityChangeOf } from './identity-change.ts';

const sent = {
  id: 'alice',
  schema_id: 'default',
  state: 'active',
  traits: { email: 'alice@example.org', name: { first: 'Alice' } },
  metadata_public: null,
};
const address = { value: 'a@example.org', via: 'email', verified: true };

const accepted: [what: string, identity: unknown, change: object | null][] = [
  ['nothing', undefined, null],
  ['null', null, null],
  ['no member', {}, null],
  ['the identity as it was', structuredClone(sent), null],
  ['one change in the whole', { ...sent, metadata_public: { plan: 'free' } }, { metadata_public: { plan: 'free' } }],
  ['traits', { traits: { email: 'b@example.org' } }, { traits: { email: 'b@example.org' } }],
  ['metadata for the operator', { metadata_admin: { crm: 7 } }, { metadata_admin: { crm: 7 } }],
  ['a state', { state: 'inactive' }, { state: 'inactive' }],
  ['a schema', { schema_id: 'employee' }, { schema_id: 'employee' }],
  ['an external id', { external_id: 'crm-7' }, { external_id: 'crm-7' }],
  ['no external id', { external_id: null }, { external_id: null }],
  [
    'addresses, of which only what can be changed is read',
    { verifiable_addresses: [{ ...address, id: 'x', status: 'completed' }], recovery_addresses: [address] },
    { verifiable_addresses: [address], recovery_addresses: [{ value: 'a@example.org', via: 'email' }] },
  ],
];

const invalid: [what: string, identity: unknown][] = [
  ['a list', []],
  ['a text', 'alice'],
  ['an unknown member', { role: 'owner' }],
  ['another id', { id: 'bob' }],
  ['credentials', { credentials: { password: {} } }],
  ['a misspelt member', { Traits: {} }],
  ['the prototype', JSON.parse('{"__proto__": {"state": "active"}}')],
  ['the constructor', { constructor: {} }],
  ['traits as null', { traits: null }],
  ['traits as a list', { traits: [] }],
  ['metadata as a text', { metadata_public: 'free' }],
  ['an unknown state', { state: 'deleted' }],
  ['no schema', { schema_id: '' }],
  ['a long external id', { external_id: 'x'.repeat(256) }],
  ['addresses as an object', { verifiable_addresses: { 0: address } }],
  [
    'an address that is unverified and does not say so',
    { verifiable_addresses: [{ ...address, verified: undefined }] },
  ],
  ['an address of another kind', { recovery_addresses: [{ ...address, via: 'post' }] }],
  ['an address without a value', { recovery_addresses: [{ via: 'email' }] }],
  ['too many addresses', { recovery_addresses: Array(51).fill(address) }],
];

describe('identityChangeOf', () => {
  for (const [what, identity, change] of accepted) {
    it(`reads ${what}`, () => assert.deepEqual(identityChangeOf({ identity }, sent), change));
  }
  for (const [what, identity] of invalid) {
    it(`refuses ${what}`, () => assert.equal(identityChangeOf({ identity }, sent), 'invalid'));
  }
  for (const answer of [undefined, null, 'yes', [], 7]) {
    it(`refuses ${JSON.stringify(answer)} as an answer`, () => assert.equal(identityChangeOf(answer, sent), 'invalid'));
  }
});
