import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, test } from 'node:test';
import { type VerifyAuthenticationResponseOpts, verifyAuthenticationResponse } from '@simplewebauthn/server';
import fc from 'fast-check';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorSettings,
  createAuthenticator,
  type Overrides,
  type SoftwareAuthenticator,
} from '../../test/support/authenticator.ts';
import { encodeCbor } from '../../test/support/cbor.ts';
import { challengeFor, enrolled, example, exampleOrigin } from '../../test/support/relying-party.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import type { ExpectedAssertion } from './assertion.ts';
import { decodeItem } from './cbor.ts';
import {
  createWebAuthn,
  type PublicKeyCredentialRecord,
  type Refusal,
  type RefusalReason,
  type RelyingParty,
  type VerifiedAssertion,
} from './webauthn.ts';

const challenge = challengeFor('assertion');
const handle = Buffer.alloc(64, 'alice').toString('base64url');
const mallory = Buffer.alloc(64, 'mallory').toString('base64url');
const aDifferentId = Buffer.alloc(32, 'another credential').toString('base64url');

const make = (change: Partial<RelyingParty> = {}) =>
  createWebAuthn({ relyingParty: { ...example, ...change }, clock: () => 0, random: seededRandom() });

/** One enrolled person per kind of key, made once: keys are the slow part. */
interface Enrolled {
  authenticator: SoftwareAuthenticator;
  record: PublicKeyCredentialRecord;
}
const kinds = {
  es256: { algorithm: -7 },
  ed25519: { algorithm: -8 },
  rs256: { algorithm: -257 },
  synced: { backupEligible: true, backupState: true },
} satisfies Record<string, AuthenticatorSettings>;
type Kind = keyof typeof kinds;
const people = {} as Record<Kind, Enrolled>;

before(async () => {
  for (const kind of Object.keys(kinds) as Kind[]) {
    const authenticator = createAuthenticator({ ...kinds[kind], random: seededRandom() });
    people[kind] = { authenticator, record: await enrolled(make(), authenticator, handle) };
  }
});

/** A sign-in that would succeed, and what is wrong with it. */
interface Case {
  kind?: Kind;
  relyingParty?: Partial<RelyingParty>;
  /** The client or the authenticator deviates; the signature covers it. */
  overrides?: Overrides;
  /** The JSON is changed on its way. */
  edit?: (response: AuthenticationResponseJSON) => unknown;
  record?: Partial<PublicKeyCredentialRecord>;
  expected?: Partial<ExpectedAssertion>;
}

function stage({ kind = 'es256', overrides = {}, edit = (same) => same, record = {}, expected = {} }: Case) {
  const enrolment = people[kind];
  const options = make().requestOptions({ challenge });
  const response = enrolment.authenticator.authenticate(options, exampleOrigin, { counter: 0, ...overrides });
  return {
    response: edit(response),
    expected: { challenge, record: { ...enrolment.record, ...record }, userHandle: handle, allow: null, ...expected },
  };
}

function verify(scenario: Case): Promise<VerifiedAssertion | Refusal> {
  const { response, expected } = stage(scenario);
  return make(scenario.relyingParty).verifyAssertion(response, expected);
}

/** The library's verdict on exactly the same input. */
async function libraryAccepts(scenario: Case): Promise<boolean> {
  const { response, expected } = stage(scenario);
  const { id, origins, userVerification } = { ...example, ...scenario.relyingParty };
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: response as VerifyAuthenticationResponseOpts['response'],
      expectedChallenge: expected.challenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: userVerification === 'required',
      credential: {
        id: expected.record.credentialId,
        publicKey: new Uint8Array(Buffer.from(expected.record.publicKey, 'base64url')),
        counter: expected.record.signCount,
      },
    });
    return verified;
  } catch {
    return false;
  }
}

const member =
  (name: 'clientDataJSON' | 'authenticatorData' | 'signature' | 'userHandle', change: (value: string) => unknown) =>
  (response: AuthenticationResponseJSON) => ({
    ...response,
    response: { ...response.response, [name]: change(response.response[name]!) },
  });

const bytes = (change: (value: Buffer) => Buffer) => (value: string) =>
  change(Buffer.from(value, 'base64url')).toString('base64url');

const withZero = bytes((value) => Buffer.concat([value, Buffer.from([0])]));
/** The same number in BER instead of DER: the length in its long form. */
const longForm = bytes((value) => Buffer.concat([Buffer.from([0x30, 0x81]), value.subarray(1)]));
const outer = (change: Record<string, unknown>) => (response: AuthenticationResponseJSON) => ({
  ...response,
  ...change,
});
const xored = (at: (length: number) => number, mask: number) =>
  bytes((value) => {
    value[at(value.length)]! ^= mask;
    return value;
  });
/** Changes flags of the authenticator data. */
const flags = (mask: number) => xored(() => 32, mask);

const accepted: [name: string, scenario: Case, library?: 'refuses'][] = [
  ['ES256', {}],
  ['Ed25519', { kind: 'ed25519' }],
  ['RS256', { kind: 'rs256' }],
  ['a synced passkey', { kind: 'synced' }],
  ['a synced passkey that is not backed up any more', { kind: 'synced', overrides: { backupState: false } }],
  ['another origin of the list', { overrides: { clientData: { origin: 'https://login.example.com' } } }],
  ['client data without crossOrigin', { overrides: { clientData: { crossOrigin: undefined } } }],
  ['client data with members of the future', { overrides: { clientData: { other_keys_can_be_added_here: 'x' } } }],
  ['extension outputs', { overrides: { extensions: new Map([['credProtect', 2]]) } }],
  ['no UV where it is preferred', { overrides: { userVerified: false } }],
  ['an offered credential', { expected: { allow: [aDifferentId, 'self'] } }],
  ['an offered credential without user handle', { overrides: { userHandle: null }, expected: { allow: ['self'] } }],
  ['an offered credential with an empty user handle', { overrides: { userHandle: '' }, expected: { allow: ['self'] } }],
  ['a counter that grows', { overrides: { counter: 8 }, record: { signCount: 7 } }],
  [
    'a synced key whose counter goes back',
    { kind: 'synced', overrides: { counter: 3 }, record: { signCount: 7 } },
    'refuses',
  ],
];

for (const [name, scenario, library] of accepted) {
  const resolved = (): Case => {
    // `self` stands for the id of the enrolled credential, which only exists once the keys are made.
    const own = people[scenario.kind ?? 'es256'].record.credentialId;
    const allow = scenario.expected?.allow?.map((id) => (id === 'self' ? own : id)) ?? null;
    return { ...scenario, expected: { ...scenario.expected, allow } };
  };
  test(`accepts ${name}`, async () => assert.partialDeepStrictEqual(await verify(resolved()), { ok: true }));
  test(`accepts ${name}: the library ${library ?? 'accepts'}`, async () => {
    assert.equal(await libraryAccepts(resolved()), library !== 'refuses');
  });
}

/** One thing wrong per row; the last column says where the library is more lenient. */
const refused: [name: string, reason: RefusalReason, scenario: Case, library?: 'accepts'][] = [
  ['id is missing', 'malformed', { edit: outer({ id: undefined }) }],
  ['id is empty', 'malformed', { edit: outer({ id: '', rawId: '' }) }],
  [
    'id is padded',
    'malformed',
    { edit: (response) => ({ ...response, id: `${response.id}=`, rawId: `${response.id}=` }) },
    'accepts',
  ],
  [
    'id is longer than 1023 bytes',
    'malformed',
    { edit: outer({ id: 'A'.repeat(1366), rawId: 'A'.repeat(1366) }) },
    'accepts',
  ],
  ['rawId is another', 'malformed', { edit: outer({ rawId: aDifferentId }) }],
  ['rawId is missing', 'malformed', { edit: outer({ rawId: undefined }) }],
  ['type is another', 'malformed', { edit: outer({ type: 'password' }) }],
  ['type is missing', 'malformed', { edit: outer({ type: undefined }) }],
  ['response is missing', 'malformed', { edit: outer({ response: undefined }) }],
  ['extension results are no object', 'malformed', { edit: outer({ clientExtensionResults: 'x' }) }, 'accepts'],
  ['client data is missing', 'malformed', { edit: member('clientDataJSON', () => undefined) }],
  ['client data is padded', 'malformed', { edit: member('clientDataJSON', (value) => `${value}=`) }],
  [
    'client data is not JSON',
    'malformed',
    {
      edit: member(
        'clientDataJSON',
        bytes(() => Buffer.from('{')),
      ),
    },
  ],
  [
    'client data is not UTF-8',
    'malformed',
    {
      edit: member(
        'clientDataJSON',
        bytes(() => Buffer.from([0xff])),
      ),
    },
  ],
  [
    'client data is null',
    'malformed',
    {
      edit: member(
        'clientDataJSON',
        bytes(() => Buffer.from('null')),
      ),
    },
  ],
  [
    'client data is a list',
    'malformed',
    {
      edit: member(
        'clientDataJSON',
        bytes(() => Buffer.from('[]')),
      ),
    },
  ],
  ['authenticator data is missing', 'malformed', { edit: member('authenticatorData', () => undefined) }],
  [
    'authenticator data is short',
    'malformed',
    {
      edit: member(
        'authenticatorData',
        bytes((value) => value.subarray(1)),
      ),
    },
  ],
  ['authenticator data has a tail', 'malformed', { edit: member('authenticatorData', withZero) }],
  ['authenticator data promises extensions', 'malformed', { edit: member('authenticatorData', flags(0x80)) }],
  ['authenticator data promises a key', 'malformed', { edit: member('authenticatorData', flags(0x40)) }],
  [
    'authenticator data of a registration',
    'malformed',
    {
      edit: (response) => {
        const options = make().creationOptions({
          challenge,
          user: { handle, name: 'x', displayName: 'x' },
          exclude: [],
        });
        const { attestationObject } = createAuthenticator().register(options, exampleOrigin).response;
        const attestation = decodeItem(Buffer.from(attestationObject, 'base64url'))!.value as Map<string, Buffer>;
        return member(
          'authenticatorData',
          bytes(() => Buffer.from(attestation.get('authData')!)),
        )(response);
      },
    },
  ],
  ['signature is missing', 'malformed', { edit: member('signature', () => undefined) }],
  [
    'signature is padded',
    'malformed',
    { kind: 'ed25519', edit: member('signature', (value) => `${value}==`) },
    'accepts',
  ],
  ['user handle is not base64url', 'malformed', { overrides: { userHandle: '+' } }, 'accepts'],
  ['user handle is longer than 64 bytes', 'malformed', { overrides: { userHandle: 'A'.repeat(88) } }, 'accepts'],
  ['user handle is a number', 'malformed', { edit: member('userHandle', () => 7) }],

  ['the credential was not offered', 'not_allowed', { expected: { allow: [aDifferentId] } }, 'accepts'],
  ['nothing was offered', 'not_allowed', { expected: { allow: [] } }, 'accepts'],
  ['the record is another', 'wrong_credential', { record: { credentialId: aDifferentId } }, 'accepts'],
  [
    'the response names another record',
    'wrong_credential',
    { edit: outer({ id: aDifferentId, rawId: aDifferentId }) },
    'accepts',
  ],
  ['user handle of somebody else', 'wrong_user_handle', { overrides: { userHandle: mallory } }, 'accepts'],
  ['user handle missing though discovered', 'wrong_user_handle', { overrides: { userHandle: null } }, 'accepts'],
  ['user handle empty though discovered', 'wrong_user_handle', { overrides: { userHandle: '' } }, 'accepts'],
  ['the owner is somebody else', 'wrong_user_handle', { expected: { userHandle: mallory } }, 'accepts'],

  ['client data of a registration', 'wrong_type', { overrides: { clientData: { type: 'webauthn.create' } } }],
  ['client data of a payment', 'wrong_type', { overrides: { clientData: { type: 'payment.get' } } }],
  [
    'challenge of another ceremony',
    'wrong_challenge',
    { overrides: { clientData: { challenge: challengeFor('other') } } },
  ],
  ['challenge with padding', 'wrong_challenge', { overrides: { clientData: { challenge: `${challenge}=` } } }],
  ['challenge cut short', 'wrong_challenge', { overrides: { clientData: { challenge: challenge.slice(0, 42) } } }],
  ['challenge is missing', 'wrong_challenge', { overrides: { clientData: { challenge: undefined } } }],
  ['challenge was another', 'wrong_challenge', { expected: { challenge: challengeFor('other') } }],
  ['origin of somebody else', 'wrong_origin', { overrides: { clientData: { origin: 'https://example.org' } } }],
  [
    'origin is a sub-domain not listed',
    'wrong_origin',
    { overrides: { clientData: { origin: 'https://x.example.com' } } },
  ],
  [
    'origin only begins alike',
    'wrong_origin',
    { overrides: { clientData: { origin: 'https://example.com.evil.net' } } },
  ],
  ['origin only ends alike', 'wrong_origin', { overrides: { clientData: { origin: 'https://notexample.com' } } }],
  ['origin is not https', 'wrong_origin', { overrides: { clientData: { origin: 'http://example.com' } } }],
  ['origin has another port', 'wrong_origin', { overrides: { clientData: { origin: 'https://example.com:8443' } } }],
  ['origin ends in a slash', 'wrong_origin', { overrides: { clientData: { origin: 'https://example.com/' } } }],
  ['origin in capitals', 'wrong_origin', { overrides: { clientData: { origin: 'https://EXAMPLE.com' } } }],
  ['origin is a list', 'wrong_origin', { overrides: { clientData: { origin: ['https://example.com'] } } }],
  ['made in a cross-origin frame', 'cross_origin', { overrides: { clientData: { crossOrigin: true } } }, 'accepts'],
  ['crossOrigin is a word', 'cross_origin', { overrides: { clientData: { crossOrigin: 'false' } } }, 'accepts'],
  ['a top origin is named', 'cross_origin', { overrides: { clientData: { topOrigin: 'https://example.com' } } }],

  ['authenticator data of another relying party', 'wrong_rp_id', { overrides: { rpId: 'example.org' } }],
  ['authenticator data of a sub-domain', 'wrong_rp_id', { overrides: { rpId: 'login.example.com' } }],
  ['nobody was present', 'user_not_present', { overrides: { userPresent: false } }],
  [
    'nobody was verified though required',
    'user_not_verified',
    { relyingParty: { userVerification: 'required' }, overrides: { userVerified: false } },
  ],
  ['backed up but not eligible', 'bad_backup_flags', { overrides: { backupState: true } }],
  ['became eligible', 'bad_backup_flags', { overrides: { backupEligible: true } }, 'accepts'],
  [
    'ceased to be eligible',
    'bad_backup_flags',
    { kind: 'synced', overrides: { backupEligible: false, backupState: false } },
    'accepts',
  ],

  ['signature with one bit wrong', 'bad_signature', { overrides: { flipSignature: true } }],
  ['Ed25519 signature with one bit wrong', 'bad_signature', { kind: 'ed25519', overrides: { flipSignature: true } }],
  ['RS256 signature with one bit wrong', 'bad_signature', { kind: 'rs256', overrides: { flipSignature: true } }],
  ['signature is empty', 'bad_signature', { edit: member('signature', () => '') }],
  ['signature with a tail', 'bad_signature', { edit: member('signature', withZero) }, 'accepts'],
  ['Ed25519 signature with a tail', 'bad_signature', { kind: 'ed25519', edit: member('signature', withZero) }],
  ['RS256 signature with a tail', 'bad_signature', { kind: 'rs256', edit: member('signature', withZero) }],
  ['signature in BER', 'bad_signature', { edit: member('signature', longForm) }, 'accepts'],
  [
    'flags changed after signing',
    'bad_signature',
    { overrides: { userVerified: false }, edit: member('authenticatorData', flags(0x04)) },
  ],
  [
    'client data changed after signing',
    'bad_signature',
    {
      edit: member(
        'clientDataJSON',
        bytes((value) => Buffer.concat([value, Buffer.from(' ')])),
      ),
    },
  ],

  ['counter stands still', 'counter_regressed', { overrides: { counter: 7 }, record: { signCount: 7 } }],
  ['counter goes back', 'counter_regressed', { overrides: { counter: 6 }, record: { signCount: 7 } }],
  ['counter goes back to nothing', 'counter_regressed', { overrides: { counter: 0 }, record: { signCount: 7 } }],
];

for (const [name, reason, scenario, library] of refused) {
  test(`refuses: ${name}`, async () => assert.partialDeepStrictEqual(await verify(scenario), { ok: false, reason }));
  test(`refuses: ${name}: the library ${library ?? 'refuses'}`, async () => {
    assert.equal(await libraryAccepts(scenario), library === 'accepts');
  });
}

test('a signature by another key of the same kind is refused', async () => {
  const authenticator = createAuthenticator();
  const { publicKey } = await enrolled(make(), authenticator, handle);
  assert.partialDeepStrictEqual(await verify({ record: { publicKey } }), { ok: false, reason: 'bad_signature' });
});

test('what is reported and stored', async () => {
  const uv = await verify({ record: { uvInitialized: false } });
  assert.deepEqual(uv, {
    ok: true,
    userVerified: true,
    signCount: 0,
    backupState: false,
    uvInitialized: true,
    counterRegressed: false,
  });
  const withoutUv = { overrides: { userVerified: false } };
  assert.partialDeepStrictEqual(await verify(withoutUv), { userVerified: false, uvInitialized: true });
  assert.partialDeepStrictEqual(await verify({ ...withoutUv, record: { uvInitialized: false } }), {
    uvInitialized: false,
  });
  assert.partialDeepStrictEqual(await verify({ kind: 'synced' }), { backupState: true });
  assert.partialDeepStrictEqual(await verify({ overrides: { counter: 9 }, record: { signCount: 7 } }), {
    signCount: 9,
  });
  const copied = await verify({ kind: 'synced', overrides: { counter: 3 }, record: { signCount: 7 } });
  assert.partialDeepStrictEqual(copied, { ok: true, counterRegressed: true, signCount: 7 });
});

test('a damaged record is an error of ours, not a refusal', async () => {
  await assert.rejects(verify({ record: { publicKey: 'oQ' } }), /stored public key/);
});

test('a record with a weak key is an error of ours', async () => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const members: [number, number | Buffer][] = [
    [1, 3],
    [3, -257],
    [-1, Buffer.from(jwk.n!, 'base64url')],
    [-2, Buffer.from(jwk.e!, 'base64url')],
  ];
  const publicKey = encodeCbor(new Map(members)).toString('base64url');
  await assert.rejects(verify({ record: { publicKey } }), /stored public key/);
});

test('random JSON is always refused and never throws', async () => {
  const { expected } = stage({});
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const webauthn = make();
      assert.equal((await webauthn.verifyAssertion(value, expected)).ok, false);
      assert.equal(webauthn.claimedChallenge(value), null);
      assert.equal(webauthn.claimedCredential(value), null);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('random members in a genuine response are refused and never throw', async () => {
  const { response, expected } = stage({});
  const paths = [
    'id',
    'rawId',
    'type',
    'response',
    'clientDataJSON',
    'authenticatorData',
    'signature',
    'userHandle',
  ] as const;
  const webauthn = make();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, value) => {
      const changed = structuredClone(response) as { response: Record<string, unknown> };
      Object.assign(path in changed ? changed : changed.response, { [path]: value });
      assert.equal((await webauthn.verifyAssertion(changed, expected)).ok, false);
      webauthn.claimedChallenge(changed);
      webauthn.claimedCredential(changed);
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test('no single changed byte passes, in any signed part and with any kind of key', async () => {
  const webauthn = make();
  const kind = fc.constantFrom<Kind>('es256', 'ed25519', 'rs256');
  const part = fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature');
  await fc.assert(
    fc.asyncProperty(kind, part, fc.nat(), fc.integer({ min: 1, max: 255 }), async (key, name, at, mask) => {
      const flip = xored((length) => at % length, mask);
      const { response, expected } = stage({ kind: key, edit: member(name as 'signature', flip) });
      assert.equal((await webauthn.verifyAssertion(response, expected)).ok, false);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('the claims of a response are read, whether or not they are true', () => {
  const { response } = stage({ overrides: { userHandle: mallory } });
  const { id } = response as AuthenticationResponseJSON;
  assert.equal(make().claimedChallenge(response), challenge);
  assert.deepEqual(make().claimedCredential(response), { credentialId: id, userHandle: mallory });
  const silent = stage({ overrides: { userHandle: null } }).response;
  assert.deepEqual(make().claimedCredential(silent), { credentialId: id, userHandle: null });
  for (const short of ['', 'AAAA', `${challenge}AAAA`]) {
    assert.equal(make().claimedChallenge(stage({ overrides: { clientData: { challenge: short } } }).response), null);
  }
});
