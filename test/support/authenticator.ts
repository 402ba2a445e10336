import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Random, systemRandom } from '../../src/kernel/secrets.ts';
import { type Encodable, encodeCbor } from './cbor.ts';

/** COSE: ES256, EdDSA with Ed25519, RS256. */
export type AuthenticatorAlgorithm = -7 | -8 | -257;

/** PublicKeyCredentialCreationOptionsJSON, as far as this authenticator reads it. */
export interface CreationOptionsJSON {
  rp: { id: string };
  user: { id: string };
  challenge: string;
  pubKeyCredParams: { alg: number }[];
  excludeCredentials?: { id: string }[];
  authenticatorSelection?: { residentKey?: string };
}

/** PublicKeyCredentialRequestOptionsJSON, as far as this authenticator reads it. */
export interface RequestOptionsJSON {
  challenge: string;
  rpId: string;
  allowCredentials?: { id: string }[];
}

export interface RegistrationResponseJSON {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  clientExtensionResults: { credProps: { rk: boolean } };
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
}

export interface AuthenticationResponseJSON {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  clientExtensionResults: Record<string, never>;
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
}

export interface AuthenticatorSettings {
  random?: Random;
  /** UUID; all zeros by default. */
  aaguid?: string;
  userPresent?: boolean;
  userVerified?: boolean;
  backupEligible?: boolean;
  backupState?: boolean;
  /** Where a new credential's signature counter starts; it stays 0 by default, as for synced passkeys. */
  counter?: number;
  algorithm?: AuthenticatorAlgorithm;
}

/** What a misbehaving client or authenticator does differently in one ceremony. Signatures stay valid unless said otherwise. */
export interface Overrides
  extends Pick<AuthenticatorSettings, 'userPresent' | 'userVerified' | 'backupEligible' | 'backupState' | 'counter'> {
  /** `type`, `origin`, `challenge`, `crossOrigin`, `topOrigin` of the client data. */
  clientData?: Record<string, unknown>;
  /** Whose hash goes into the authenticator data. */
  rpId?: string;
  /** base64url; null leaves it out. */
  userHandle?: string | null;
  /** One bit of the signature is wrong. */
  flipSignature?: boolean;
  /** `packed` is self attestation, or with a certificate attestation by its key (WebAuthn L3 §8.2). */
  attestation?: 'none' | 'packed' | { x5c: Uint8Array[]; privateKey: KeyObject };
  /** Extension outputs of the authenticator. */
  extensions?: Map<string, Encodable>;
}

export interface SoftwareCredential {
  /** base64url. */
  id: string;
  rpId: string;
  userHandle: string;
  privateKey: KeyObject;
  algorithm: AuthenticatorAlgorithm;
  counter: number;
  discoverable: boolean;
}

export interface SoftwareAuthenticator {
  /** In the order of their making; the last fitting one is used. */
  readonly credentials: SoftwareCredential[];
  /** Throws when an excluded credential is here or no offered algorithm fits, as `navigator.credentials.create` does. */
  register(options: CreationOptionsJSON, origin: string, overrides?: Overrides): RegistrationResponseJSON;
  /** Throws when no credential fits, as `navigator.credentials.get` does. */
  authenticate(options: RequestOptionsJSON, origin: string, overrides?: Overrides): AuthenticationResponseJSON;
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** A passkey provider and its browser in one, with real keys and no mercy for wrong options. */
export function createAuthenticator({
  random = systemRandom,
  aaguid = '00000000-0000-0000-0000-000000000000',
  userPresent = true,
  userVerified = true,
  backupEligible = false,
  backupState = false,
  counter = 0,
  algorithm = -7,
}: AuthenticatorSettings = {}): SoftwareAuthenticator {
  const credentials: SoftwareCredential[] = [];
  const flags = { userPresent, userVerified, backupEligible, backupState };

  return {
    credentials,

    register(options, origin, overrides = {}) {
      const excluded = new Set(options.excludeCredentials?.map(({ id }) => id));
      if (credentials.some(({ id, rpId }) => rpId === options.rp.id && excluded.has(id))) {
        throw new Error('InvalidStateError: a credential of this account is already here');
      }
      if (!options.pubKeyCredParams.some(({ alg }) => alg === algorithm)) {
        throw new Error('NotSupportedError: none of the offered algorithms is mine');
      }
      const { privateKey, coseKey } = createKey(algorithm);
      const id = random(32);
      const discoverable = options.authenticatorSelection?.residentKey !== 'discouraged';
      const credential: SoftwareCredential = {
        id: id.toString('base64url'),
        rpId: options.rp.id,
        userHandle: options.user.id,
        privateKey,
        algorithm,
        counter: overrides.counter ?? counter,
        discoverable,
      };
      credentials.push(credential);

      const clientDataJson = clientData('webauthn.create', options.challenge, origin, overrides);
      const attested = Buffer.concat([Buffer.from(aaguid.replaceAll('-', ''), 'hex'), uint16(id.length), id, coseKey]);
      const authData = authenticatorData(credential, { ...flags, ...overrides }, overrides, attested);
      const attestationObject = encodeCbor(
        new Map<string, Encodable>([
          ['fmt', overrides.attestation === undefined || overrides.attestation === 'none' ? 'none' : 'packed'],
          ['attStmt', statement(credential, authData, clientDataJson, overrides)],
          ['authData', authData],
        ]),
      );
      return {
        ...envelope(credential),
        clientExtensionResults: { credProps: { rk: discoverable } },
        response: {
          clientDataJSON: clientDataJson.toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal', 'hybrid'],
        },
      };
    },

    authenticate(options, origin, overrides = {}) {
      const allowed = options.allowCredentials?.map(({ id }) => id);
      const credential = credentials.findLast(
        ({ id, rpId, discoverable }) =>
          rpId === options.rpId && (allowed?.length ? allowed.includes(id) : discoverable),
      );
      if (!credential) throw new Error('NotAllowedError: no credential fits');
      credential.counter = overrides.counter ?? (credential.counter === 0 ? 0 : credential.counter + 1);

      const clientDataJson = clientData('webauthn.get', options.challenge, origin, overrides);
      const authData = authenticatorData(credential, { ...flags, ...overrides }, overrides);
      const signature = signed(credential, authData, clientDataJson, overrides);
      const userHandle = overrides.userHandle === undefined ? credential.userHandle : overrides.userHandle;
      return {
        ...envelope(credential),
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientDataJson.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(userHandle !== null && { userHandle }),
        },
      };
    },
  };
}

function envelope({ id }: SoftwareCredential) {
  return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' } as const;
}

function clientData(type: string, challenge: string, origin: string, overrides: Overrides): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...overrides.clientData }));
}

function authenticatorData(
  { rpId, counter }: SoftwareCredential,
  flags: Overrides,
  { rpId: otherRpId, extensions }: Overrides,
  attested = Buffer.alloc(0),
): Buffer {
  const fixed = Buffer.alloc(37);
  sha256(otherRpId ?? rpId).copy(fixed);
  fixed[32] =
    (flags.userPresent ? 0x01 : 0) |
    (flags.userVerified ? 0x04 : 0) |
    (flags.backupEligible ? 0x08 : 0) |
    (flags.backupState ? 0x10 : 0) |
    (attested.length > 0 ? 0x40 : 0) |
    (extensions ? 0x80 : 0);
  fixed.writeUInt32BE(counter, 33);
  return Buffer.concat([fixed, attested, extensions ? encodeCbor(extensions) : Buffer.alloc(0)]);
}

function statement(
  credential: SoftwareCredential,
  authData: Buffer,
  clientDataJson: Buffer,
  overrides: Overrides,
): Map<string, Encodable> {
  const { attestation = 'none' } = overrides;
  if (attestation === 'none') return new Map();
  const by = attestation === 'packed' ? credential : { algorithm: -7 as const, privateKey: attestation.privateKey };
  const signature = signed(by, authData, clientDataJson, overrides);
  const members: [string, Encodable][] = [
    ['alg', by.algorithm],
    ['sig', signature],
  ];
  return new Map(attestation === 'packed' ? members : [...members, ['x5c', attestation.x5c]]);
}

function signed(
  { privateKey, algorithm }: Pick<SoftwareCredential, 'privateKey' | 'algorithm'>,
  authData: Buffer,
  clientDataJson: Buffer,
  { flipSignature }: Overrides,
): Buffer {
  const message = Buffer.concat([authData, sha256(clientDataJson)]);
  const signature = sign(algorithm === -8 ? null : 'sha256', message, privateKey);
  // The last byte belongs to a number in every encoding, so the signature stays well formed.
  if (flipSignature) signature[signature.length - 1]! ^= 1;
  return signature;
}

function createKey(algorithm: AuthenticatorAlgorithm): { privateKey: KeyObject; coseKey: Buffer } {
  const { privateKey, publicKey } = keyPair(algorithm);
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (value: string | undefined) => Buffer.from(value!, 'base64url');
  const members: Record<AuthenticatorAlgorithm, () => [number, Encodable][]> = {
    [-7]: () => [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ],
    [-8]: () => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ],
    [-257]: () => [
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ],
  };
  return { privateKey, coseKey: encodeCbor(new Map(members[algorithm]())) };
}

function keyPair(algorithm: AuthenticatorAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === -8) return generateKeyPairSync('ed25519');
  if (algorithm === -257) return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
