import type { Insertable } from 'kysely';
import { prepared } from '../../store/prepared.ts';
import type { Reader, Tx } from '../../store/store.ts';

/** What administrators know of a person, for policies. `value` is JSON. Times in milliseconds. */
interface PersonAttributeTable {
  identity_id: string;
  name: string;
  value: string;
  set_by: string | null;
  set_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    person_attribute: PersonAttributeTable;
  }
}

/** Every decision reads it. */
export function attributesQuery() {
  return prepared((db: Reader, identityId: string) =>
    db.selectFrom('person_attribute').select(['name', 'value']).where('identity_id', '=', identityId),
  );
}

export async function putAttribute(tx: Tx, row: Insertable<PersonAttributeTable>): Promise<void> {
  const { value, set_by, set_at } = row;
  await tx
    .insertInto('person_attribute')
    .values(row)
    .onConflict((oc) => oc.columns(['identity_id', 'name']).doUpdateSet({ value, set_by, set_at }))
    .execute();
}

export async function deleteAttribute(tx: Tx, identityId: string, name: string): Promise<void> {
  await tx.deleteFrom('person_attribute').where('identity_id', '=', identityId).where('name', '=', name).execute();
}

export async function deleteAttributes(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('person_attribute').where('identity_id', '=', identityId).execute();
}
