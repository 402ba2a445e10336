import type { Reader, Tx } from '../../store/store.ts';

/** The jars that a principal owns, by the rows that come from the jars themselves. */
export async function ownedJars(db: Reader, principal: string, ownerStrength: number): Promise<string[]> {
  const rows = await db
    .selectFrom('acl')
    .select('resource')
    .where('principal', '=', principal)
    .where('grant_id', '=', '')
    .where('strength', '=', ownerStrength)
    .execute();
  return rows.map(({ resource }) => resource);
}

/** Removes what was given to a person by their id; what was given to an address waits for whoever has it next. */
export async function withdrawGrants(tx: Tx, principal: string): Promise<void> {
  await tx.deleteFrom('acl').where('principal', '=', principal).execute();
  await tx.deleteFrom('jar_grant').where('subject', '=', principal).execute();
  await tx.updateTable('jar_grant').set({ principal: null }).where('principal', '=', principal).execute();
}
