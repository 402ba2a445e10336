import type { Reader, Tx } from '../../store/store.ts';

/** How many jars a principal owns, by the rows that come from the jars themselves. */
export async function ownedJars(db: Reader, principal: string, ownerStrength: number): Promise<number> {
  const row = await db
    .selectFrom('acl')
    .select(({ fn }) => fn.countAll<number>().as('jars'))
    .where('principal', '=', principal)
    .where('grant_id', '=', '')
    .where('strength', '=', ownerStrength)
    .executeTakeFirstOrThrow();
  return Number(row.jars);
}

/** Removes what was given to a person by their id; what was given to an address waits for whoever has it next. */
export async function withdrawGrants(tx: Tx, principal: string): Promise<void> {
  await tx.deleteFrom('acl').where('principal', '=', principal).execute();
  await tx.deleteFrom('jar_grant').where('subject', '=', principal).execute();
  await tx.updateTable('jar_grant').set({ principal: null }).where('principal', '=', principal).execute();
}
