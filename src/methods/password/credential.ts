import type { Credential, Identities } from '../../identity/identity.ts';
import type { Reader, Tx } from '../../store/store.ts';
import type { PasswordData } from './hashes.ts';

export type PasswordCredential = Credential<PasswordData>;

/** The password of a person; there is one at most. */
export async function passwordOf(
  identities: Pick<Identities, 'credentials'>,
  db: Reader,
  identityId: string,
): Promise<PasswordCredential | null> {
  const [password] = await identities.credentials<PasswordData>(db, identityId, 'password');
  return password ?? null;
}

/** Sets or replaces a person's password; one that was suspended works again. Answers the credential's id. */
export async function setPassword(
  identities: Pick<Identities, 'credentials' | 'addCredential' | 'changeCredential'>,
  tx: Tx,
  identityId: string,
  data: PasswordData,
): Promise<string> {
  const known = await passwordOf(identities, tx, identityId);
  if (known) {
    await identities.changeCredential<PasswordData>(tx, known.id, { data, status: 'active' });
    return known.id;
  }
  const added = await identities.addCredential<PasswordData>(tx, {
    identityId,
    type: 'password',
    identifier: null,
    name: 'Password',
    data,
  });
  return added.id;
}
