import { base64url } from './base64url.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './webauthn.ts';

/** WebAuthn L3 §7.1 step 25. */
const longestCredentialId = 1023;

/** What RegistrationResponseJSON and AuthenticationResponseJSON (§5.1) have in common. */
export interface CredentialJson {
  ok: true;
  id: string;
  response: Record<string, unknown>;
  clientExtensionResults: Record<string, unknown>;
}

/** Checks the outer shape: the two ids agree, are strict base64url of a permitted length, and the type is `public-key`. */
export function parseCredentialJson(value: unknown): CredentialJson | Refusal {
  if (!isObject(value)) return refuse('malformed', 'not an object');
  const { id, rawId, type, response, clientExtensionResults = {} } = value;
  if (type !== 'public-key') return refuse('malformed', 'type is not public-key');
  const bytes = base64url(id);
  if (!bytes || bytes.length === 0) return refuse('malformed', 'id is not base64url');
  if (bytes.length > longestCredentialId) return refuse('malformed', 'id is longer than 1023 bytes');
  if (rawId !== id) return refuse('malformed', 'rawId differs from id');
  if (!isObject(response)) return refuse('malformed', 'no response');
  if (!isObject(clientExtensionResults)) return refuse('malformed', 'clientExtensionResults is not an object');
  return { ok: true, id: id as string, response, clientExtensionResults };
}

/**
 * The user handle of an assertion: its string, null when the authenticator gave none, undefined when it is not base64url.
 * A user handle has 1 to 64 bytes (§5.4.3), so the empty string, which some clients send for "none", means none.
 */
export function userHandleOf(response: Record<string, unknown>): string | null | undefined {
  const { userHandle } = response;
  if (userHandle === undefined || userHandle === null || userHandle === '') return null;
  const bytes = base64url(userHandle);
  return bytes && bytes.length <= 64 ? (userHandle as string) : undefined;
}

/** The credential and the user handle that an assertion claims, or null when it has not the shape of one. */
export function claimedCredential(value: unknown): { credentialId: string; userHandle: string | null } | null {
  const credential = parseCredentialJson(value);
  const userHandle = credential.ok ? userHandleOf(credential.response) : undefined;
  return credential.ok && userHandle !== undefined ? { credentialId: credential.id, userHandle } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
