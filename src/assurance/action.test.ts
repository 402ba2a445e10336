import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, fingerprint } from './action.ts';

const action: Action = { operation: 'jar.share', resource: 'jar:1', parameters: { relation: 'viewer', to: 'bob' } };

describe('fingerprint', () => {
  it('is the SHA-256 of the RFC 8785 form', () => {
    // printf '{"operation":"jar.share","parameters":{"relation":"viewer","to":"bob"},"resource":"jar:1"}' | openssl dgst -sha256 -binary | basenc --base64url
    assert.equal(fingerprint(action), 'AhSVNzyo64SfGGwIKYZfPrJOaF0hQqNhl876L6QpRUs');
  });

  it('does not depend on the order of members', () => {
    const other = { parameters: { to: 'bob', relation: 'viewer' }, resource: 'jar:1', operation: 'jar.share' };
    assert.equal(fingerprint(other), fingerprint(action));
  });

  const different: Record<string, Partial<Action>> = {
    operation: { operation: 'jar.export' },
    resource: { resource: 'jar:2' },
    'no resource': { resource: null },
    parameter: { parameters: { relation: 'owner', to: 'bob' } },
    'additional parameter': { parameters: { relation: 'viewer', to: 'bob', until: null } },
    'type of a parameter': { parameters: { relation: 'viewer', to: ['bob'] } },
  };
  for (const [name, change] of Object.entries(different)) {
    it(`differs with another ${name}`, () => {
      assert.notEqual(fingerprint({ ...action, ...change }), fingerprint(action));
    });
  }
});
