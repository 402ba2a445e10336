import type { Identities, Identity } from '../identity/identity.ts';
import type { Reader } from '../store/store.ts';

type Lookup = Pick<Identities, 'byIdentifier' | 'byAddress' | 'passwordIdentifiers' | 'webauthnIdentifiers'>;

/**
 * The person who signs in by this name with a method: one that their schema marks for it
 * (`credentials.<method>.identifier`), or any address of theirs when it marks none.
 */
export async function namedBy(
  identities: Lookup,
  db: Reader,
  method: 'password' | 'webauthn',
  identifier: string,
): Promise<Identity | null> {
  const named = await identities.byIdentifier(db, method, identifier);
  if (named) return named;
  const reached = await identities.byAddress(db, identifier);
  if (!reached) return null;
  const marked = method === 'password' ? identities.passwordIdentifiers : identities.webauthnIdentifiers;
  return marked(reached.schemaId, reached.traits).length > 0 ? null : reached;
}
