import { sql } from 'kysely';
import type { Reader } from '../../store/store.ts';

interface HoldersInit {
  jarId: string;
  now: number;
  /** The last identity id of the page before. */
  after: string;
  limit: number;
}

/** People with a live row of the jar's access list, of their own or by a team or role, in the order of their ids. */
export async function selectHolders(db: Reader, { jarId, now, after, limit }: HoldersInit): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with held as (
      select principal from acl where resource = ${jarId} and (expires_at is null or expires_at > ${now})
    )
    select id from (
      select substr(principal, 6) as id from held where principal like 'user:%'
      union select identity_id as id from team_member where 'team:' || team_id in (select principal from held)
      union select identity_id as id from role_assignment where 'role:' || role in (select principal from held)
    ) where id > ${after} order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whether everybody is a viewer of the jar. */
export async function isEverybodys(db: Reader, jarId: string): Promise<boolean> {
  const row = await db
    .selectFrom('acl')
    .select('principal')
    .where('resource', '=', jarId)
    .where('principal', '=', 'everyone')
    .executeTakeFirst();
  return row !== undefined;
}
