import { prepared } from '../../store/prepared.ts';
import type { Reader, Tx } from '../../store/store.ts';
import type { StoredIdentifierType } from '../identity.ts';

/** What people type to sign in, beside their addresses: one owner for each value of a type. */
interface CredentialIdentifierTable {
  type: StoredIdentifierType;
  /** Canonical. */
  value: string;
  identity_id: string;
}

declare module '../../store/store.ts' {
  interface Tables {
    credential_identifier: CredentialIdentifierTable;
  }
}

/** Answers the id of the identity that has this canonical identifier. */
export function identifierOwner() {
  const owner = prepared((db: Reader, type: StoredIdentifierType, value: string) =>
    db.selectFrom('credential_identifier').select('identity_id').where('type', '=', type).where('value', '=', value),
  );
  return async (db: Reader, type: StoredIdentifierType, value: string): Promise<string | null> =>
    (await owner(db, type, value))[0]?.identity_id ?? null;
}

/** Replaces all identifiers of a person. Fails with a unique violation when anybody else has one of them. */
export async function replaceIdentifiers(
  tx: Tx,
  identityId: string,
  identifiers: readonly { type: StoredIdentifierType; value: string }[],
): Promise<void> {
  await tx.deleteFrom('credential_identifier').where('identity_id', '=', identityId).execute();
  const rows = identifiers.map((identifier) => ({ ...identifier, identity_id: identityId }));
  if (rows.length > 0) await tx.insertInto('credential_identifier').values(rows).execute();
}
