import { algorithms } from './cose-key.ts';
import type { PublicKeyCredentialRecord, RelyingParty } from './webauthn.ts';

type Preference = 'required' | 'preferred' | 'discouraged';

type Offered = Pick<PublicKeyCredentialRecord, 'credentialId' | 'transports'>;

/** PublicKeyCredentialDescriptorJSON. */
type CredentialDescriptor = { type: 'public-key'; id: string; transports?: string[] };

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn L3 §5.1.9) as this relying party makes it. */
export type CreationOptions = {
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  challenge: string;
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
  /** Milliseconds. */
  timeout: number;
  excludeCredentials: CredentialDescriptor[];
  authenticatorSelection: {
    authenticatorAttachment?: 'platform' | 'cross-platform';
    residentKey: Preference;
    requireResidentKey: boolean;
    userVerification: Preference;
  };
  hints?: string[];
  attestation: 'none' | 'direct';
  extensions: { credProps: true };
};

/** PublicKeyCredentialRequestOptionsJSON (§5.1.10) as this relying party makes it. */
export type RequestOptions = {
  challenge: string;
  /** Milliseconds. */
  timeout: number;
  rpId: string;
  allowCredentials?: CredentialDescriptor[];
  userVerification: Preference;
};

/** How long a ceremony may take; a challenge lives as long (§15.1 recommends 300 to 600 seconds). */
export const ceremonySeconds = 300;

/** Hints say to newer browsers what `authenticatorAttachment` says to all (§5.8.7). */
const hintsFor = { platform: ['client-device'], 'cross-platform': ['security-key', 'hybrid'] };

/** Where keys are likely to stay: a phone, which `hybrid` would name, usually syncs them. */
const deviceBoundHints = ['security-key', 'client-device'];

/** `attestation` asks for `direct` only where there are roots to judge a statement by; otherwise it would be noise and a prompt. */
export function creationOptions(
  { id, name, residentKey, userVerification, attachment }: RelyingParty,
  init: {
    challenge: string;
    user: { handle: string; name: string; displayName: string };
    exclude: readonly Offered[];
    attestation: 'none' | 'direct';
    deviceBound?: boolean;
  },
): CreationOptions {
  const hints = attachment ? hintsFor[attachment] : init.deviceBound ? deviceBoundHints : null;
  return {
    rp: { id, name },
    user: { id: init.user.handle, name: init.user.name, displayName: init.user.displayName },
    challenge: init.challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: ceremonySeconds * 1000,
    excludeCredentials: init.exclude.map(descriptor),
    authenticatorSelection: {
      ...(attachment && { authenticatorAttachment: attachment }),
      residentKey,
      // §5.4.4: true if, and only if, `residentKey` is `required`.
      requireResidentKey: residentKey === 'required',
      userVerification,
    },
    ...(hints && { hints }),
    attestation: init.attestation,
    extensions: { credProps: true },
  };
}

/** Without `allow` the authenticator offers what it has discovered. */
export function requestOptions(
  { id, userVerification }: RelyingParty,
  init: { challenge: string; allow?: readonly Offered[] },
): RequestOptions {
  return {
    challenge: init.challenge,
    timeout: ceremonySeconds * 1000,
    rpId: id,
    ...(init.allow && { allowCredentials: init.allow.map(descriptor) }),
    userVerification,
  };
}

/** Transports let the browser skip the ways that cannot reach the key; an empty list would claim that there are none. */
function descriptor({ credentialId, transports }: Offered): CredentialDescriptor {
  return { type: 'public-key', id: credentialId, ...(transports.length > 0 && { transports }) };
}
