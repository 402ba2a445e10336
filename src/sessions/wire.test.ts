import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proof } from '../../test/support/evidence.ts';
import type { Evidence } from '../assurance/evidence.ts';
import type { Identity } from '../identity/identity.ts';
import { identityWire } from '../identity/identity.ts';
import { type Session, sessionWire } from './sessions.ts';

const baseUrl = 'https://id.example.com';
const identity: Identity = {
  id: 'i-1',
  schemaId: 'default',
  state: 'active',
  stateChangedAt: 0,
  traits: { email: 'alice@example.com' },
  metadataPublic: null,
  metadataAdmin: 'canary',
  externalId: null,
  userHandle: 'handle',
  addresses: [],
  createdAt: 0,
  updatedAt: 0,
};
const session: Session = {
  id: 's-1',
  identityId: 'i-1',
  kind: 'cookie',
  active: true,
  issuedAt: 1000,
  authenticatedAt: 2000,
  expiresAt: 3000,
  lastSeenAt: 2500,
  evidence: [proof('passkey', { user_verified: true, at: 1500 })],
  limited: false,
  needs: null,
  devices: [{ id: 'd-1', ip: '192.0.2.1', userAgent: 'Firefox' }],
};

/** Proofs; the level and the grade of each entry, by default and with Kratos's grading. */
const gradings: [what: string, evidence: Evidence[], byDefault: [string, string[]], byKratos: [string, string[]]][] = [
  ['e-mail code', [proof('code')], ['aal1', ['aal1']], ['aal1', ['aal1']]],
  ['passkey', [proof('passkey')], ['aal1', ['aal1']], ['aal1', ['aal1']]],
  ['verified passkey', [proof('passkey', { user_verified: true })], ['aal2', ['aal2']], ['aal1', ['aal1']]],
  ['passkey, totp', [proof('passkey'), proof('totp')], ['aal2', ['aal1', 'aal2']], ['aal2', ['aal1', 'aal2']]],
  [
    'code, backup code',
    [proof('code'), proof('lookup_secret')],
    ['aal2', ['aal1', 'aal2']],
    ['aal2', ['aal1', 'aal2']],
  ],
  ['code, key', [proof('code'), proof('webauthn')], ['aal2', ['aal1', 'aal2']], ['aal2', ['aal1', 'aal2']]],
  ['verified key', [proof('webauthn', { user_verified: true })], ['aal2', ['aal2']], ['aal1', ['aal2']]],
  [
    'attested key',
    [proof('webauthn', { user_verified: true, device_bound: true, attested: true })],
    ['aal3', ['aal2']],
    ['aal1', ['aal2']],
  ],
  ['nothing', [], ['aal0', []], ['aal0', []]],
];

const grading = {
  baseUrl,
  mode: 'product',
  passkeyLevel: 'aal2',
  second: { code: false, webauthn: true },
} as const;

describe('a session on the wire', () => {
  it('is Kratos’s object', () => {
    assert.deepEqual(sessionWire({ session, identity }, grading), {
      id: 's-1',
      active: true,
      expires_at: '1970-01-01T00:00:03.000Z',
      authenticated_at: '1970-01-01T00:00:02.000Z',
      authenticator_assurance_level: 'aal2',
      authentication_methods: [{ method: 'passkey', aal: 'aal2', completed_at: '1970-01-01T00:00:01.500Z' }],
      issued_at: '1970-01-01T00:00:01.000Z',
      identity: identityWire(identity, baseUrl),
      devices: [{ id: 'd-1', ip_address: '192.0.2.1', user_agent: 'Firefox', location: '' }],
    });
  });

  it('is not active when its person is not', () => {
    const inactive = { ...identity, state: 'inactive' } as const;
    assert.equal(sessionWire({ session, identity: inactive }, grading).active, false);
    const ended = { ...session, active: false };
    assert.equal(sessionWire({ session: ended, identity }, grading).active, false);
  });

  it('grades what may be a first or a second factor as it is used here', () => {
    const grade = (evidence: Evidence[], second: { code: boolean; webauthn: boolean }) =>
      sessionWire({ session: { ...session, evidence }, identity }, { ...grading, second }).authentication_methods.map(
        ({ method, aal }) => [method, aal],
      );
    const proofs = [proof('code'), proof('webauthn'), proof('code', { recovery: true })];
    assert.deepEqual(grade(proofs, { code: true, webauthn: true }), [
      ['code', 'aal2'],
      ['webauthn', 'aal2'],
      ['code_recovery', 'aal1'],
    ]);
    assert.deepEqual(grade(proofs, { code: false, webauthn: false }), [
      ['code', 'aal1'],
      ['webauthn', 'aal1'],
      ['code_recovery', 'aal1'],
    ]);
  });

  for (const [what, evidence, byDefault, byKratos] of gradings) {
    it(`grades ${what}`, () => {
      const grade = (passkeyLevel?: 'aal1') => {
        const how = { ...grading, ...(passkeyLevel && { passkeyLevel }) };
        const wire = sessionWire({ session: { ...session, evidence }, identity }, how);
        return [wire.authenticator_assurance_level, wire.authentication_methods.map(({ aal }) => aal)];
      };
      assert.deepEqual(grade(), byDefault);
      assert.deepEqual(grade('aal1'), byKratos);
    });
  }
});
