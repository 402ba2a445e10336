import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challengeFor, example } from '../../test/support/relying-party.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import { createWebAuthn, type RelyingParty } from './webauthn.ts';

const make = (change: Partial<RelyingParty> = {}) =>
  createWebAuthn({ relyingParty: { ...example, ...change }, clock: () => 0, random: seededRandom() });

const challenge = challengeFor('options');
const user = { handle: 'aGFuZGxl', name: 'alice@example.com', displayName: 'Alice' };

test('creation options', () => {
  const exclude = [
    { credentialId: 'AAAA', transports: ['internal', 'hybrid'] },
    { credentialId: 'BBBB', transports: [] },
  ];
  assert.deepEqual(make().creationOptions({ challenge, user, exclude }), {
    rp: { id: 'example.com', name: 'Example' },
    user: { id: 'aGFuZGxl', name: 'alice@example.com', displayName: 'Alice' },
    challenge,
    pubKeyCredParams: [
      { type: 'public-key', alg: -8 },
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    timeout: 300_000,
    excludeCredentials: [
      { type: 'public-key', id: 'AAAA', transports: ['internal', 'hybrid'] },
      { type: 'public-key', id: 'BBBB' },
    ],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' },
    attestation: 'none',
    extensions: { credProps: true },
  });
});

for (const residentKey of ['required', 'preferred', 'discouraged'] as const) {
  test(`requireResidentKey agrees with residentKey ${residentKey}`, () => {
    const { authenticatorSelection } = make({ residentKey }).creationOptions({ challenge, user, exclude: [] });
    assert.equal(authenticatorSelection.residentKey, residentKey);
    assert.equal(authenticatorSelection.requireResidentKey, residentKey === 'required');
  });
}

for (const [attachment, hints] of [
  ['platform', ['client-device']],
  ['cross-platform', ['security-key', 'hybrid']],
] as const) {
  test(`attachment ${attachment} comes with its hints`, () => {
    const options = make({ attachment }).creationOptions({ challenge, user, exclude: [] });
    assert.equal(options.authenticatorSelection.authenticatorAttachment, attachment);
    assert.deepEqual(options.hints, hints);
  });
}

test('a key that is to stay on its device is looked for where keys do, and in no one place alone', () => {
  const options = make().creationOptions({ challenge, user, exclude: [], deviceBound: true });
  assert.deepEqual(options.hints, ['security-key', 'client-device']);
  assert.equal(options.authenticatorSelection.authenticatorAttachment, undefined);
  const built = make({ attachment: 'platform' }).creationOptions({ challenge, user, exclude: [], deviceBound: true });
  assert.deepEqual(built.hints, ['client-device'], 'what the operator says goes first');
});

test('request options of a discoverable sign-in offer no credential', () => {
  assert.deepEqual(make({ userVerification: 'required' }).requestOptions({ challenge }), {
    challenge,
    timeout: 300_000,
    rpId: 'example.com',
    userVerification: 'required',
  });
});

test('request options echo the transports of what is offered', () => {
  const { allowCredentials } = make().requestOptions({
    challenge,
    allow: [
      { credentialId: 'AAAA', transports: ['usb', 'a-transport-of-the-future'] },
      { credentialId: 'BBBB', transports: [] },
    ],
  });
  assert.deepEqual(allowCredentials, [
    { type: 'public-key', id: 'AAAA', transports: ['usb', 'a-transport-of-the-future'] },
    { type: 'public-key', id: 'BBBB' },
  ]);
});

test('a user handle is 64 bytes of the random source', () => {
  const handle = make().newUserHandle((size) => Buffer.alloc(size, size));
  assert.deepEqual(Buffer.from(handle, 'base64url'), Buffer.alloc(64, 64));
});

test('authenticators are named by AAGUID', () => {
  assert.equal(make().authenticatorName('fbfc3007-154e-4ecc-8c0b-6e020557d7bd'), 'iCloud Keychain');
  for (const unknown of ['00000000-0000-0000-0000-000000000000', 'constructor', '']) {
    assert.equal(make().authenticatorName(unknown), null);
  }
});
