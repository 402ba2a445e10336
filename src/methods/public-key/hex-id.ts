import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';

/** The wire contract names a passkey to remove by its credential id in hexadecimal. */
export function hexId({ credentialId }: PublicKeyCredentialRecord): string {
  return Buffer.from(credentialId, 'base64url').toString('hex');
}
