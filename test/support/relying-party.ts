import type { PublicKeyCredentialRecord, RelyingParty, WebAuthn } from '../../src/webauthn/webauthn.ts';
import type { Overrides, SoftwareAuthenticator } from './authenticator.ts';

/** The relying party of most tests. */
export const example: RelyingParty = {
  id: 'example.com',
  name: 'Example',
  origins: ['https://example.com', 'https://login.example.com'],
  userVerification: 'preferred',
  residentKey: 'required',
};

export const exampleOrigin = 'https://example.com';

/** A 32-byte challenge that says in the test what it is for. */
export function challengeFor(purpose: string): string {
  return Buffer.alloc(32, purpose).toString('base64url');
}

/** Registers a credential for `handle`, which must work, and answers its record. */
export async function enrolled(
  webauthn: WebAuthn,
  authenticator: SoftwareAuthenticator,
  handle: string,
  overrides: Overrides = {},
): Promise<PublicKeyCredentialRecord> {
  const challenge = challengeFor('enrolment');
  const user = { handle, name: 'alice@example.com', displayName: 'Alice' };
  const options = webauthn.creationOptions({ challenge, user, exclude: [] });
  const response = authenticator.register(options, webauthn.relyingParty.origins[0]!, overrides);
  const result = await webauthn.verifyRegistration(response, challenge);
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.record;
}
