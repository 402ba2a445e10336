import { sameSecret } from '../kernel/secrets.ts';
import { base64url } from './base64url.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './webauthn.ts';

/** The members of CollectedClientData (WebAuthn L3 §5.8.1), still unchecked. */
export interface ClientData {
  type: unknown;
  challenge: unknown;
  origin: unknown;
  crossOrigin: unknown;
  topOrigin: unknown;
}

// A byte order mark is dropped and broken UTF-8 is an error, as §7.1 step 5 and §7.2 step 8 want it.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Null unless the bytes are a JSON object in UTF-8. */
export function parseClientData(bytes: Uint8Array): ClientData | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ClientData) : null;
  } catch {
    // Only the two decoders can throw here, and only because the bytes are not what they should be.
    return null;
  }
}

/** The steps that registration (§7.1 steps 7-11) and authentication (§7.2 steps 10-14) have in common; null when all hold. */
export function checkClientData(
  data: ClientData,
  expected: { type: 'webauthn.create' | 'webauthn.get'; challenge: string; origins: readonly string[] },
): Refusal | null {
  if (data.type !== expected.type) return refuse('wrong_type', `client data type ${shown(data.type)}`);
  if (typeof data.challenge !== 'string' || !sameSecret(data.challenge, expected.challenge)) {
    return refuse('wrong_challenge', 'not the challenge that was issued');
  }
  if (typeof data.origin !== 'string' || !expected.origins.includes(data.origin)) {
    return refuse('wrong_origin', `origin ${shown(data.origin)}`);
  }
  if (data.crossOrigin !== undefined && data.crossOrigin !== false) {
    return refuse('cross_origin', `crossOrigin ${shown(data.crossOrigin)}`);
  }
  if (data.topOrigin !== undefined) return refuse('cross_origin', `topOrigin ${shown(data.topOrigin)}`);
  return null;
}

/** The challenge inside a response, or null when there is none that this relying party could have issued (32 bytes). */
export function claimedChallenge(response: unknown): string | null {
  const bytes = base64url(
    (response as { response?: { clientDataJSON?: unknown } } | null | undefined)?.response?.clientDataJSON,
  );
  const challenge = bytes && parseClientData(bytes)?.challenge;
  return base64url(challenge)?.length === 32 ? (challenge as string) : null;
}

/** A client's value for the log: JSON escapes control characters, and it is cut to a length that fits a line. */
function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}
