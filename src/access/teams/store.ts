import { type Insertable, sql } from 'kysely';
import type { Position } from '../../kernel/cursor.ts';
import type { Reader, Tables, Tx } from '../../store/store.ts';

/** A team as it is listed: with how many people are in it and whether this person is, and manages it. */
export interface TeamRow {
  id: string;
  name: string;
  name_key: string;
  created_at: number;
  members: number;
  /** Of the person who asks: null when they are not in it. */
  manager: number | null;
}

interface TeamsInit {
  /** Whose place in each team is told. */
  identityId: string;
  /** Only theirs. */
  own: boolean;
  id?: string;
  /** Key of the last name on the page before. */
  after?: string;
  limit: number;
}

/** By name. */
export function selectTeams(db: Reader, { identityId, own, id, after, limit }: TeamsInit): Promise<TeamRow[]> {
  let query = db
    .selectFrom('team')
    .leftJoin('team_member as mine', (join) =>
      join.onRef('mine.team_id', '=', 'team.id').on('mine.identity_id', '=', identityId),
    )
    .select((eb) => [
      'team.id',
      'team.name',
      'team.name_key',
      'team.created_at',
      'mine.manager',
      eb
        .selectFrom('team_member')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('team_member.team_id', '=', 'team.id')
        .as('members'),
    ]);
  if (own) query = query.where('mine.manager', 'is not', null);
  if (id !== undefined) query = query.where('team.id', '=', id);
  if (after !== undefined) query = query.where('team.name_key', '>', after);
  return query.orderBy('team.name_key').limit(limit).$castTo<TeamRow>().execute();
}

export async function insertTeam(tx: Tx, row: Insertable<Tables['team']>): Promise<void> {
  await tx.insertInto('team').values(row).execute();
}

/** Answers whether there is such a team. */
export async function updateTeam(tx: Tx, id: string, name: { name: string; name_key: string }): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('team').set(name).where('id', '=', id).executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteTeam(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('team_member').where('team_id', '=', id).execute();
  await tx.deleteFrom('team').where('id', '=', id).execute();
}

/** The jars that are open to a team by their type. */
export async function jarsOf(db: Reader, teamId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('acl')
    .select('resource')
    .where('principal', '=', `team:${teamId}`)
    .where('grant_id', '=', '')
    .orderBy('resource')
    .execute();
  return rows.map(({ resource }) => resource);
}

export type MemberRow = Tables['team_member'];

/** The longest first. */
export function selectMembers(
  db: Reader,
  teamId: string,
  { after, limit }: { after: Position | null; limit: number },
): Promise<MemberRow[]> {
  let query = db.selectFrom('team_member').selectAll().where('team_id', '=', teamId);
  if (after) query = query.where(sql<boolean>`(joined_at, identity_id) > (${after.at}, ${after.id})`);
  return query.orderBy('joined_at').orderBy('identity_id').limit(limit).execute();
}

export async function findMember(db: Reader, teamId: string, identityId: string): Promise<MemberRow | null> {
  const row = await db
    .selectFrom('team_member')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertMember(tx: Tx, row: MemberRow): Promise<void> {
  const { manager } = row;
  await tx
    .insertInto('team_member')
    .values(row)
    .onConflict((oc) => oc.columns(['identity_id', 'team_id']).doUpdateSet({ manager }))
    .execute();
}

export async function deleteMember(tx: Tx, teamId: string, identityId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('team_member')
    .where('team_id', '=', teamId)
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
