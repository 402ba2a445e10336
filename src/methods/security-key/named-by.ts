import type { Identities, Identity } from '../../identity/identity.ts';
import type { Reader } from '../../store/store.ts';

/**
 * The person who signs in by this name: one that their schema marks for security keys (`credentials.webauthn.identifier`),
 * or any address of theirs when it marks none.
 */
export async function namedBy(
  identities: Pick<Identities, 'byIdentifier' | 'byAddress' | 'webauthnIdentifiers'>,
  db: Reader,
  identifier: string,
): Promise<Identity | null> {
  const named = await identities.byIdentifier(db, 'webauthn', identifier);
  if (named) return named;
  const reached = await identities.byAddress(db, identifier);
  const otherwise = reached && identities.webauthnIdentifiers(reached.schemaId, reached.traits).length > 0;
  return otherwise ? null : reached;
}
