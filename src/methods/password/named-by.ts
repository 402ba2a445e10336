import type { Identities, Identity } from '../../identity/identity.ts';
import type { Reader } from '../../store/store.ts';

/**
 * The person who signs in by this name: one that their schema marks for passwords (`credentials.password.identifier`),
 * or any address of theirs when it marks none.
 */
export async function namedBy(
  identities: Pick<Identities, 'byIdentifier' | 'byAddress' | 'passwordIdentifiers'>,
  db: Reader,
  identifier: string,
): Promise<Identity | null> {
  const named = await identities.byIdentifier(db, 'password', identifier);
  if (named) return named;
  const reached = await identities.byAddress(db, identifier);
  const otherwise = reached && identities.passwordIdentifiers(reached.schemaId, reached.traits).length > 0;
  return otherwise ? null : reached;
}
