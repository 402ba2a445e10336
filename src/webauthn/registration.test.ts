import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { type VerifyRegistrationResponseOpts, verifyRegistrationResponse } from '@simplewebauthn/server';
import fc from 'fast-check';
import {
  type AuthenticatorSettings,
  createAuthenticator,
  type Overrides,
  type RegistrationResponseJSON,
} from '../../test/support/authenticator.ts';
import { type Encodable, encodeCbor } from '../../test/support/cbor.ts';
import { challengeFor, example, exampleOrigin } from '../../test/support/relying-party.ts';
import { seededRandom } from '../../test/support/temporary.ts';
import { decodeItem } from './cbor.ts';
import { createWebAuthn, type RefusalReason, type RelyingParty } from './webauthn.ts';

const now = Date.parse('2030-01-01T00:00:00Z');
const challenge = challengeFor('registration');
const user = { handle: Buffer.alloc(64, 'alice').toString('base64url'), name: 'alice', displayName: 'Alice' };

const make = (change: Partial<RelyingParty> = {}, attestationRoots: string[] = []) =>
  createWebAuthn({
    relyingParty: { ...example, ...change },
    clock: () => now,
    random: seededRandom(),
    attestationRoots,
  });

/** A registration that would succeed, and what is wrong with it. */
interface Case {
  settings?: AuthenticatorSettings;
  relyingParty?: Partial<RelyingParty>;
  /** The client or the authenticator deviates. */
  overrides?: Overrides;
  /** The JSON is changed on its way. */
  edit?: (response: RegistrationResponseJSON) => unknown;
  expectedChallenge?: string;
}

function stage({ settings, overrides, edit = (same) => same }: Case): unknown {
  const options = make().creationOptions({ challenge, user, exclude: [] });
  const authenticator = createAuthenticator({ random: seededRandom(), ...settings });
  return edit(authenticator.register(options, exampleOrigin, overrides));
}

const verify = (scenario: Case) =>
  make(scenario.relyingParty).verifyRegistration(stage(scenario), scenario.expectedChallenge ?? challenge);

async function libraryAccepts(scenario: Case): Promise<boolean> {
  const { id, origins, userVerification } = { ...example, ...scenario.relyingParty };
  try {
    const { verified } = await verifyRegistrationResponse({
      response: stage(scenario) as VerifyRegistrationResponseOpts['response'],
      expectedChallenge: scenario.expectedChallenge ?? challenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserVerification: userVerification === 'required',
      supportedAlgorithmIDs: [-8, -7, -257],
    });
    return verified;
  } catch {
    return false;
  }
}

const outer = (change: Record<string, unknown>) => (response: RegistrationResponseJSON) => ({ ...response, ...change });

const inner = (change: Record<string, unknown>) => (response: RegistrationResponseJSON) => ({
  ...response,
  response: { ...response.response, ...change },
});

/** Takes the attestation object apart and puts it together again. */
const attestation =
  (change: (members: Map<string, Encodable>) => Encodable, tail = Buffer.alloc(0)) =>
  (response: RegistrationResponseJSON) => {
    const item = decodeItem(Buffer.from(response.response.attestationObject, 'base64url'));
    const bytes = Buffer.concat([encodeCbor(change(item!.value as Map<string, Encodable>)), tail]);
    return inner({ attestationObject: bytes.toString('base64url') })(response);
  };

const replaced = (name: string, value: Encodable) =>
  attestation((members) => new Map([...members].map(([key, old]) => [key, key === name ? value : old])));

const authData = (change: (value: Buffer) => Buffer) =>
  attestation(
    (members) =>
      new Map(
        [...members].map(([key, old]) => [key, key === 'authData' ? change(Buffer.from(old as Uint8Array)) : old]),
      ),
  );

const flags = (mask: number) =>
  authData((value) => {
    value[32]! ^= mask;
    return value;
  });

const idLengthAt = 53;
/** Puts another COSE key after the 32-byte credential id. */
const coseKey = (members: [number, Encodable][]) =>
  authData((value) => Buffer.concat([value.subarray(0, idLengthAt + 2 + 32), encodeCbor(new Map(members))]));

/** Gives the credential an id of this length, inside and outside. */
const idOfLength = (length: number) => (response: RegistrationResponseJSON) => {
  const id = Buffer.alloc(length, 7);
  const lengthened = authData((value) =>
    Buffer.concat([
      value.subarray(0, idLengthAt),
      Buffer.from([length >> 8, length & 0xff]),
      id,
      value.subarray(idLengthAt + 2 + 32),
    ]),
  )(response);
  return { ...lengthened, id: id.toString('base64url'), rawId: id.toString('base64url') };
};

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const [x, y] = [Buffer.from(p256.x!, 'base64url'), Buffer.from(p256.y!, 'base64url')];
const rsa = (modulusLength: number, publicExponent = 65537): [number, Encodable][] => {
  const jwk = generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey.export({ format: 'jwk' });
  return [
    [1, 3],
    [3, -257],
    [-1, Buffer.from(jwk.n!, 'base64url')],
    [-2, Buffer.from(jwk.e!, 'base64url')],
  ];
};

const accepted: [name: string, scenario: Case][] = [
  ['ES256', {}],
  ['Ed25519', { settings: { algorithm: -8 } }],
  ['RS256', { settings: { algorithm: -257 } }],
  ['self attestation', { overrides: { attestation: 'packed' } }],
  ['another origin of the list', { overrides: { clientData: { origin: 'https://login.example.com' } } }],
  ['no UV where it is preferred', { settings: { userVerified: false } }],
  ['UV where it is required', { relyingParty: { userVerification: 'required' } }],
  ['extension outputs', { overrides: { extensions: new Map([['credProtect', 2]]) } }],
  ['a credential id of 1023 bytes', { edit: idOfLength(1023) }],
  ['a client that names no transports', { edit: inner({ transports: undefined }) }],
  ['a client without extension results', { edit: outer({ clientExtensionResults: undefined }) }],
];

for (const [name, scenario] of accepted) {
  test(`accepts ${name}, as the library does`, async () => {
    assert.partialDeepStrictEqual(await verify(scenario), { ok: true });
    assert.equal(await libraryAccepts(scenario), true);
  });
}

/** One thing wrong per row; the last column says where the library is more lenient. */
const refused: [name: string, reason: RefusalReason, scenario: Case, library?: 'accepts'][] = [
  ['id is missing', 'malformed', { edit: outer({ id: undefined }) }],
  [
    'id is padded',
    'malformed',
    { edit: (response) => outer({ id: `${response.id}=`, rawId: `${response.id}=` })(response) },
    'accepts',
  ],
  ['rawId is another', 'malformed', { edit: outer({ rawId: 'AAAA' }) }],
  ['type is another', 'malformed', { edit: outer({ type: 'password' }) }],
  ['response is missing', 'malformed', { edit: outer({ response: null }) }],
  ['client data is missing', 'malformed', { edit: inner({ clientDataJSON: undefined }) }],
  ['client data is not JSON', 'malformed', { edit: inner({ clientDataJSON: 'AAAA' }) }],
  ['attestation object is missing', 'malformed', { edit: inner({ attestationObject: undefined }) }],
  ['attestation object is not CBOR', 'malformed', { edit: inner({ attestationObject: 'AAAA' }) }],
  [
    'attestation object has a tail',
    'malformed',
    { edit: attestation((members) => members, Buffer.from([0])) },
    'accepts',
  ],
  [
    'attestation object has a fourth member',
    'malformed',
    { edit: attestation((members) => new Map([...members, ['x', 1]])) },
    'accepts',
  ],
  [
    'attestation object is a list',
    'malformed',
    { edit: attestation((members) => [...members.values()] as Encodable[]) },
  ],
  ['format is a number', 'malformed', { edit: replaced('fmt', 1) }],
  ['statement is a list', 'malformed', { edit: replaced('attStmt', []) }, 'accepts'],
  ['authenticator data is text', 'malformed', { edit: replaced('authData', 'x') }],
  ['authenticator data is short', 'malformed', { edit: authData((value) => value.subarray(0, 36)) }],
  [
    'authenticator data has a tail',
    'malformed',
    { edit: authData((value) => Buffer.concat([value, Buffer.from([0])])) },
  ],
  [
    'authenticator data without a key',
    'malformed',
    { edit: authData((value) => Buffer.concat([value.subarray(0, 32), Buffer.from([0x05]), value.subarray(33, 37)])) },
  ],
  ['authenticator data cut inside the id', 'malformed', { edit: authData((value) => value.subarray(0, 60)) }],
  [
    'authenticator data cut inside the key',
    'malformed',
    { edit: authData((value) => value.subarray(0, -1)) },
    'accepts',
  ],
  ['authenticator data promises extensions', 'malformed', { edit: flags(0x80) }],
  ['transports are a word', 'malformed', { edit: inner({ transports: 'usb' }) }, 'accepts'],
  ['a transport is a number', 'malformed', { edit: inner({ transports: [1] }) }, 'accepts'],
  ['a transport is very long', 'malformed', { edit: inner({ transports: ['x'.repeat(65)] }) }, 'accepts'],
  ['there are many transports', 'malformed', { edit: inner({ transports: Array(17).fill('usb') }) }, 'accepts'],
  ['credential id of 1024 bytes', 'malformed', { edit: idOfLength(1024) }, 'accepts'],
  [
    'the outer id is not the attested one',
    'wrong_credential',
    { edit: outer({ id: 'AAAA', rawId: 'AAAA' }) },
    'accepts',
  ],

  ['client data of an assertion', 'wrong_type', { overrides: { clientData: { type: 'webauthn.get' } } }],
  [
    'challenge of another ceremony',
    'wrong_challenge',
    { overrides: { clientData: { challenge: challengeFor('other') } } },
  ],
  ['challenge was another', 'wrong_challenge', { expectedChallenge: challengeFor('other') }],
  ['origin of somebody else', 'wrong_origin', { overrides: { clientData: { origin: 'https://example.org' } } }],
  [
    'origin is a sub-domain not listed',
    'wrong_origin',
    { overrides: { clientData: { origin: 'https://x.example.com' } } },
  ],
  ['made in a cross-origin frame', 'cross_origin', { overrides: { clientData: { crossOrigin: true } } }, 'accepts'],
  [
    'a top origin is named',
    'cross_origin',
    { overrides: { clientData: { topOrigin: 'https://example.com' } } },
    'accepts',
  ],

  ['made for another relying party', 'wrong_rp_id', { overrides: { rpId: 'example.org' } }],
  ['nobody was present', 'user_not_present', { settings: { userPresent: false } }],
  [
    'nobody was verified though required',
    'user_not_verified',
    { relyingParty: { userVerification: 'required' }, settings: { userVerified: false } },
  ],
  ['backed up but not eligible', 'bad_backup_flags', { settings: { backupState: true } }],

  [
    'an algorithm that was not offered',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 2],
        [3, -35],
        [-1, 2],
        [-2, Buffer.alloc(48, 1)],
        [-3, Buffer.alloc(48, 1)],
      ]),
    },
  ],
  [
    'a point off the curve',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, Buffer.alloc(32, 1)],
      ]),
    },
    'accepts',
  ],
  [
    'a coordinate cut short',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, y.subarray(1)],
      ]),
    },
    'accepts',
  ],
  [
    'a compressed point',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, true],
      ]),
    },
    'accepts',
  ],
  [
    'ES256 on another curve',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 2],
        [3, -7],
        [-1, 2],
        [-2, x],
        [-3, y],
      ]),
    },
    'accepts',
  ],
  [
    'ES256 with the type of Ed25519',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 1],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, y],
      ]),
    },
    'accepts',
  ],
  [
    'Ed25519 on the curve of X25519',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 1],
        [3, -8],
        [-1, 4],
        [-2, x],
      ]),
    },
    'accepts',
  ],
  [
    'Ed25519 with 31 bytes',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, x.subarray(1)],
      ]),
    },
    'accepts',
  ],
  ['RSA with 1024 bits', 'bad_public_key', { edit: coseKey(rsa(1024)) }, 'accepts'],
  ['RSA with exponent 3', 'bad_public_key', { edit: coseKey(rsa(2048, 3)) }, 'accepts'],
  [
    'RSA with 4104 bits',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 3],
        [3, -257],
        [-1, Buffer.alloc(513, 0xff)],
        [-2, Buffer.from([1, 0, 1])],
      ]),
    },
    'accepts',
  ],
  [
    'RSA without a modulus',
    'bad_public_key',
    {
      edit: coseKey([
        [1, 3],
        [3, -257],
        [-2, Buffer.from([1, 0, 1])],
      ]),
    },
    'accepts',
  ],

  ['an unknown format', 'unsupported_attestation', { edit: replaced('fmt', 'sworn-by-my-mother') }],
  ['android-key', 'unsupported_attestation', { edit: replaced('fmt', 'android-key') }],
  ['android-safetynet', 'unsupported_attestation', { edit: replaced('fmt', 'android-safetynet') }],
  ['none with a statement', 'bad_attestation', { edit: replaced('attStmt', new Map([['alg', -7]])) }],
  ['packed without a statement', 'bad_attestation', { edit: replaced('fmt', 'packed') }],
  ['tpm without a statement', 'bad_attestation', { edit: replaced('fmt', 'tpm') }],
  ['apple without a statement', 'bad_attestation', { edit: replaced('fmt', 'apple') }],
  ['fido-u2f without a statement', 'bad_attestation', { edit: replaced('fmt', 'fido-u2f') }],
  [
    'self attestation with one bit wrong',
    'bad_attestation',
    { overrides: { attestation: 'packed', flipSignature: true } },
  ],
  [
    'self attestation of another ceremony',
    'bad_attestation',
    { overrides: { attestation: 'packed' }, edit: flags(0x04) },
  ],
];

for (const [name, reason, scenario, library] of refused) {
  test(`refuses: ${name}`, async () => assert.partialDeepStrictEqual(await verify(scenario), { ok: false, reason }));
  test(`refuses: ${name}: the library ${library ?? 'refuses'}`, async () => {
    assert.equal(await libraryAccepts(scenario), library === 'accepts');
  });
}

test('the record of a new credential', async () => {
  const settings: AuthenticatorSettings = {
    aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d',
    backupEligible: true,
    backupState: true,
    counter: 5,
  };
  const result = await verify({
    settings,
    edit: inner({ transports: ['internal', 'a-transport-of-the-future', 'internal'] }),
  });
  assert.ok(result.ok);
  const { publicKey, ...record } = result.record;
  assert.deepEqual(record, {
    credentialId: seededRandom()(32).toString('base64url'),
    algorithm: -7,
    signCount: 5,
    aaguid: 'bada5566-a7aa-401f-bd96-45619a55120d',
    backupEligible: true,
    backupState: true,
    uvInitialized: true,
    transports: ['internal', 'a-transport-of-the-future'],
    attestationFormat: 'none',
    attested: false,
    residentKey: true,
  });
  assert.equal((decodeItem(Buffer.from(publicKey, 'base64url'))!.value as Map<number, unknown>).get(3), -7);
  assert.equal(result.userVerified, true);
});

for (const [credProps, residentKey] of [
  [{ rk: true }, true],
  [{ rk: false }, false],
  [{}, null],
  [{ rk: 'yes' }, null],
  [null, null],
] as const) {
  test(`credProps ${JSON.stringify(credProps)} is recorded as ${residentKey}`, async () => {
    const result = await verify({ edit: outer({ clientExtensionResults: { credProps } }) });
    assert.ok(result.ok);
    assert.equal(result.record.residentKey, residentKey);
  });
}

test('an authenticator that holds an excluded credential makes no second one', async () => {
  const authenticator = createAuthenticator({ random: seededRandom() });
  const webauthn = make();
  const first = authenticator.register(webauthn.creationOptions({ challenge, user, exclude: [] }), exampleOrigin);
  const exclude = [{ credentialId: first.id, transports: [] }];
  const options = webauthn.creationOptions({ challenge, user, exclude });
  assert.throws(() => authenticator.register(options, exampleOrigin), /InvalidStateError/);
});

test('random JSON is always refused and never throws', async () => {
  const webauthn = make();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      assert.equal((await webauthn.verifyRegistration(value, challenge)).ok, false);
    }),
    { seed: 6, numRuns: 500 },
  );
});

test('a signature whose outer length lies is refused, though the library reads it', async () => {
  const webauthn = make();
  const response = stage({ overrides: { attestation: 'packed' } }) as RegistrationResponseJSON;
  const bytes = Buffer.from(response.response.attestationObject, 'base64url');
  const sequence = bytes.indexOf(0x30, 30);
  for (const change of [4, 1, 0x80]) {
    const changed = Buffer.from(bytes);
    changed[sequence + 1]! ^= change;
    const edited = inner({ attestationObject: changed.toString('base64url') })(response);
    assert.equal((await webauthn.verifyRegistration(edited, challenge)).ok, false);
  }
});

test('a changed attestation object never throws, and never passes with self attestation', async () => {
  const webauthn = make();
  const response = stage({ overrides: { attestation: 'packed' } }) as RegistrationResponseJSON;
  const bytes = Buffer.from(response.response.attestationObject, 'base64url');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = Buffer.from(bytes);
      changed[at]! ^= mask;
      const edited = inner({ attestationObject: changed.toString('base64url') })(response);
      assert.equal((await webauthn.verifyRegistration(edited, challenge)).ok, false);
    }),
    { seed: 7, numRuns: 400 },
  );
});
