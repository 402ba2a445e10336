import type { Credential } from '../identity/identity.ts';

type Known = Pick<Credential, 'id' | 'type' | 'status'>;

/**
 * With how many of these credentials their owner can sign in. Backup codes alone are not a way in: they are a second
 * proof, for somebody who has given a first one.
 */
export function waysIn(credentials: readonly Known[]): number {
  return credentials.filter(({ type, status }) => type === 'passkey' && status === 'active').length;
}

/** Whether the credential `id` can be removed or suspended without leaving its owner outside. */
export function removable(credentials: readonly Known[], id: string): boolean {
  return waysIn(credentials.filter((credential) => credential.id !== id)) > 0;
}
