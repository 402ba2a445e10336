import { hash, X509Certificate } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type Attestation, certificatesOf, parseAttestation, signatureIsDer } from './attestation.ts';
import { chainsToRoot } from './attestation-chain.ts';
import {
  type AttestedCredential,
  type AuthenticatorData,
  checkAuthenticatorData,
  parseAuthenticatorData,
} from './authenticator-data.ts';
import { base64url } from './base64url.ts';
import { verifyWithLibrary } from './ceremony.ts';
import { checkClientData, parseClientData } from './client-data.ts';
import { importCoseKey } from './cose-key.ts';
import { parseCredentialJson } from './credential-json.ts';
import { refuse } from './refusal.ts';
import type { Refusal, RelyingParty, VerifiedRegistration } from './webauthn.ts';

/**
 * Statement formats that are read (§8). `android-key` is not among them, because the library takes the chain's own last
 * certificate for its root and fetches the revocation list that it names: anybody could make this server send requests.
 * `android-safetynet` is retired, `compound` is unknown to the library. With conveyance `none` browsers send none of them.
 */
const formats = ['none', 'packed', 'fido-u2f', 'tpm', 'apple'];

const mostTransports = 16;
const longestTransport = 64;

/** The response, decoded and still unchecked. */
interface Registration {
  ok: true;
  id: string;
  clientDataJson: Buffer;
  attestation: Attestation;
  data: AuthenticatorData;
  credential: AttestedCredential;
  transports: string[];
  residentKey: boolean | null;
}

/** Answers the verification of WebAuthn L3 §7.1 for one relying party. `roots` are PEM certificates. */
export function createRegistrationVerifier(relyingParty: RelyingParty, roots: readonly string[], clock: Clock) {
  const { id, origins, userVerification } = relyingParty;
  const rpIdHash = hash('sha256', id, 'buffer');
  const trusted = roots.map((pem) => new X509Certificate(pem));

  return async (response: unknown, challenge: string): Promise<VerifiedRegistration | Refusal> => {
    const registration = parse(response);
    if (!registration.ok) return registration;
    const clientData = parseClientData(registration.clientDataJson);
    if (!clientData) return refuse('malformed', 'client data is not JSON');
    const { attestation, data, credential } = registration;

    const refusal =
      checkClientData(clientData, { type: 'webauthn.create', challenge, origins }) ??
      checkAuthenticatorData(data, { rpIdHash, userVerification }) ??
      sameId(registration) ??
      knownFormat(attestation) ??
      oneEncoding(attestation);
    if (refusal) return refusal;
    // §7.1 step 20.
    const key = importCoseKey(credential.publicKey);
    if (!key) return refuse('bad_public_key', 'not a sound key of an offered algorithm');

    // §7.1 step 22.
    const second = await verifyWithLibrary(response, challenge, relyingParty);
    if (!second.ok) return second;
    if (!same(second.credentialId, credential.credentialId) || !same(second.publicKey, credential.publicKey)) {
      return refuse('malformed', 'the authenticator data can be read in two ways');
    }

    return {
      ok: true,
      userVerified: data.userVerified,
      record: {
        credentialId: registration.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        algorithm: key.algorithm,
        signCount: data.signCount,
        aaguid: credential.aaguid,
        backupEligible: data.backupEligible,
        backupState: data.backupState,
        uvInitialized: data.userVerified,
        transports: registration.transports,
        attestationFormat: attestation.format,
        attested: chainsToRoot(certificatesOf(attestation), trusted, clock()),
        residentKey: registration.residentKey,
      },
    };
  };
}

function parse(value: unknown): Registration | Refusal {
  const outer = parseCredentialJson(value);
  if (!outer.ok) return outer;
  const clientDataJson = base64url(outer.response['clientDataJSON']);
  const attestationObject = base64url(outer.response['attestationObject']);
  if (!clientDataJson || !attestationObject) return refuse('malformed', 'a member of the response is not base64url');
  const attestation = parseAttestation(attestationObject);
  if (!attestation) return refuse('malformed', 'not an attestation object');
  const data = parseAuthenticatorData(attestation.authenticatorData);
  if (!data?.attested) return refuse('malformed', 'not the authenticator data of a registration');
  const transports = transportsOf(outer.response['transports']);
  if (!transports) return refuse('malformed', 'transports are not a short list of short strings');
  const residentKey = residentKeyOf(outer.clientExtensionResults['credProps']);
  return {
    ok: true,
    id: outer.id,
    clientDataJson,
    attestation,
    data,
    credential: data.attested,
    transports,
    residentKey,
  };
}

/** Part of §7.1 step 22: one statement has one encoding. */
function oneEncoding(attestation: Attestation): Refusal | null {
  return signatureIsDer(attestation) ? null : refuse('bad_attestation', 'the signature is not in DER');
}

/** Unknown transports are kept (§5.2.1.1), in their order and once. */
function transportsOf(value: unknown): string[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > mostTransports) return null;
  const fits = (item: unknown) => typeof item === 'string' && item.length > 0 && item.length <= longestTransport;
  return value.every(fits) ? [...new Set(value as string[])] : null;
}

/** `credProps.rk` (§10.1.3) is the client's word, unsigned: shown, never relied upon. */
function residentKeyOf(credProps: unknown): boolean | null {
  const rk = (credProps as { rk?: unknown } | null | undefined)?.rk;
  return typeof rk === 'boolean' ? rk : null;
}

/** The id outside, whose length was checked (§7.1 step 25), is the one that was attested. */
function sameId({ id, credential: { credentialId } }: Registration): Refusal | null {
  return same(Buffer.from(id, 'base64url'), credentialId)
    ? null
    : refuse('wrong_credential', 'the id differs from the attested one');
}

/** §7.1 step 21. */
function knownFormat({ format }: Attestation): Refusal | null {
  return formats.includes(format)
    ? null
    : refuse('unsupported_attestation', `format ${JSON.stringify(format.slice(0, 64))}`);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
