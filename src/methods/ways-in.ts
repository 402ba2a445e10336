import type { Method } from '../assurance/evidence.ts';
import type { Credential } from '../identity/identity.ts';

type Known = Pick<Credential, 'id' | 'type' | 'status'>;

/** What may open a session in every configuration. Security keys and passwords join it where they are switched on for that. */
const always: readonly Method[] = ['passkey'];

/**
 * With how many of these credentials their owner can sign in; `first` are the methods whose proof may come first. Backup
 * codes, authenticator apps and security keys beside a first proof are no way in. Nor is a code by e-mail: a mailbox is
 * not in its owner's hands alone, so it must not be all that is left.
 */
export function waysIn(credentials: readonly Known[], first: readonly Method[] = always): number {
  return credentials.filter(({ type, status }) => first.includes(type) && status === 'active').length;
}

/**
 * Whether the credential `id` can be removed or suspended without leaving its owner outside. What opens no session can
 * always be taken away.
 */
export function removable(credentials: readonly Known[], id: string, first: readonly Method[] = always): boolean {
  const others = credentials.filter((credential) => credential.id !== id);
  const type = credentials.find((credential) => credential.id === id)?.type;
  return (type !== undefined && !first.includes(type)) || waysIn(others, first) > 0;
}
