import { type Insertable, type Selectable, sql } from 'kysely';
import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Relation, Sensitivity } from './vocabulary.ts';

/** A grant as it was given. Times in milliseconds. */
interface JarGrantTable {
  id: string;
  jar_id: string;
  /** As it was named, and as it is shown: `user:<id>`, `email:<address>`, `team:<id>`, `role:<name>`. One grant each per jar. */
  subject: string;
  /** For whom it is effective: the principal of its row in `acl`. Null while an address is nobody's. */
  principal: string | null;
  relation: Relation;
  expires_at: number | null;
  created_by: string;
  created_at: number;
}

/** Derived: who reaches which jar, in the shape in which it is asked. */
interface AclTable {
  resource: string;
  /** `user:<id>`, `team:<id>`, `role:<name>` or `everyone`. */
  principal: string;
  /** Empty where the jar's type or ownership is the reason. */
  grant_id: string;
  /** Position of the relation, from 1 for viewer. */
  strength: number;
  /** Sensitivity and age of the jar, for the list. */
  sensitivity: Sensitivity;
  created_at: number;
  expires_at: number | null;
}

interface RoleAssignmentTable {
  identity_id: string;
  role: string;
  assigned_at: number;
  /** Null where nobody gave it: set-up did. */
  assigned_by: string | null;
}

interface TeamTable {
  id: string;
  name: string;
  /** The name as it is compared: no two teams differ in case or spelling of the same characters alone. */
  name_key: string;
  created_by: string;
  created_at: number;
}

interface TeamMemberTable {
  identity_id: string;
  team_id: string;
  joined_at: number;
  /** 1 for whoever says who is in the team. */
  manager: number;
}

declare module '../store/store.ts' {
  interface Tables {
    jar_grant: JarGrantTable;
    acl: AclTable;
    role_assignment: RoleAssignmentTable;
    team: TeamTable;
    team_member: TeamMemberTable;
    authz_revision: { id: number; revision: number };
  }
}

export type GrantRow = Selectable<JarGrantTable>;
export type AclRow = Selectable<AclTable>;

/** A principal that a person is, with one way in which it reaches the jar asked for, or none. */
export interface StandingRow {
  principal: string;
  grant_id: string | null;
  strength: number | null;
  expires_at: number | null;
}

/** Everything that a person is (themselves, everyone, their teams and roles), each with its live rows on one resource. */
export function standingQuery() {
  const query = prepared((db: Reader, user: string, member: string, holder: string, resource: string, now: number) =>
    db
      .with('mine', (qb) =>
        qb
          .selectNoFrom(sql<string>`cast(${user} as text)`.as('principal'))
          .unionAll(qb.selectNoFrom(sql<string>`'everyone'`.as('principal')))
          .unionAll(
            qb
              .selectFrom('team_member')
              .select(sql<string>`'team:' || team_id`.as('principal'))
              .where('identity_id', '=', member),
          )
          .unionAll(
            qb
              .selectFrom('role_assignment')
              .select(sql<string>`'role:' || role`.as('principal'))
              .where('identity_id', '=', holder),
          ),
      )
      .selectFrom('mine')
      .leftJoin('acl', (join) =>
        join
          .onRef('acl.principal', '=', 'mine.principal')
          .on('acl.resource', '=', resource)
          .on(sql<boolean>`(acl.expires_at is null or acl.expires_at > ${now})`),
      )
      .select(['mine.principal', 'acl.grant_id', 'acl.strength', 'acl.expires_at']),
  );
  return (db: Reader, identityId: string, resource: string, now: number): Promise<StandingRow[]> =>
    query(db, `user:${identityId}`, identityId, identityId, resource, now);
}

/** One way in which one principal reaches a jar. */
export interface ListedRow {
  resource: string;
  created_at: number;
  strength: number;
  sensitivity: Sensitivity;
}

interface ListInit {
  principals: readonly string[];
  sensitivities: readonly Sensitivity[];
  before: { createdAt: number; jarId: string };
  now: number;
  limit: number;
}

/**
 * What these principals reach, newest jar first, for each jar the strongest first. Every principal is a branch that
 * reads its own stretch of the index in order, and the branches are merged as they are read: `principal in (...)`
 * would read and sort all that the person can reach.
 */
export function listQuery() {
  const byShape = new Map<string, (db: Reader, ...values: unknown[]) => Promise<ListedRow[]>>();
  return (db: Reader, { principals, sensitivities, before, now, limit }: ListInit): Promise<ListedRow[]> => {
    const shape = `${principals.length} ${sensitivities.length}`;
    const query = byShape.get(shape) ?? listOf(principals.length, sensitivities.length);
    byShape.set(shape, query);
    const branch = (principal: string) => [principal, before.createdAt, before.jarId, now, ...sensitivities];
    return query(db, ...principals.flatMap(branch), limit);
  };
}

function listOf(principals: number, sensitivities: number) {
  const width = 4 + sensitivities;
  return prepared<ListedRow, unknown[]>((db, ...values) => {
    const branch = (_: unknown, i: number) => {
      const [principal, createdAt, jarId, now] = values.slice(i * width) as [string, number, string, number];
      return db
        .selectFrom('acl')
        .select(['resource', 'created_at', 'strength', 'sensitivity'])
        .where('principal', '=', principal)
        .where(sql<boolean>`(created_at, resource) < (${createdAt}, ${jarId})`)
        .where(sql<boolean>`(expires_at is null or expires_at > ${now})`)
        .where('sensitivity', 'in', values.slice(i * width + 4, (i + 1) * width) as Sensitivity[]);
    };
    return Array.from({ length: principals }, branch)
      .reduce((all, next) => all.unionAll(next))
      .orderBy('created_at', 'desc')
      .orderBy('resource', 'desc')
      .orderBy('strength', 'desc')
      .limit(values.at(-1) as number);
  });
}

/** Every change of who may do what counts up, in its own transaction. */
export async function bumpRevision(tx: Tx): Promise<void> {
  await tx
    .updateTable('authz_revision')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .execute();
}

export async function selectRevision(db: Reader): Promise<number> {
  return Number((await db.selectFrom('authz_revision').select('revision').executeTakeFirstOrThrow()).revision);
}

/** Replaces the rows that come from the jar itself, and the jar's facts on the rows that come from grants. */
export async function replaceBaseRows(
  tx: Tx,
  jar: Pick<AclRow, 'resource' | 'sensitivity' | 'created_at'>,
  base: Pick<AclRow, 'principal' | 'strength'>[],
): Promise<void> {
  await tx.deleteFrom('acl').where('resource', '=', jar.resource).where('grant_id', '=', '').execute();
  const { resource, ...facts } = jar;
  await tx.updateTable('acl').set(facts).where('resource', '=', resource).execute();
  await tx
    .insertInto('acl')
    .values(base.map((row) => ({ ...jar, ...row, grant_id: '', expires_at: null })))
    .execute();
}

export async function insertAcl(tx: Tx, row: Insertable<AclTable>): Promise<void> {
  await tx.insertInto('acl').values(row).execute();
}

export async function insertGrant(tx: Tx, row: Insertable<JarGrantTable>): Promise<void> {
  await tx.insertInto('jar_grant').values(row).execute();
}

/** Removes a grant and its effect; false if the jar has none that fits. */
export async function deleteGrant(tx: Tx, jarId: string, by: 'id' | 'subject', value: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('jar_grant')
    .where('jar_id', '=', jarId)
    .where(by, '=', value)
    .returning('id')
    .executeTakeFirst();
  if (!gone) return false;
  await tx.deleteFrom('acl').where('resource', '=', jarId).where('grant_id', '=', gone.id).execute();
  return true;
}

export async function deleteJar(tx: Tx, jarId: string): Promise<void> {
  await tx.deleteFrom('acl').where('resource', '=', jarId).execute();
  await tx.deleteFrom('jar_grant').where('jar_id', '=', jarId).execute();
}

/** Grants of a jar that have not run out, oldest first. */
export function selectGrants(db: Reader, jarId: string, now: number): Promise<GrantRow[]> {
  return db
    .selectFrom('jar_grant')
    .selectAll()
    .where('jar_id', '=', jarId)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Gives every grant to this subject that is nobody's yet to a principal; answers them. */
export function adoptGrants(tx: Tx, subject: string, principal: string): Promise<GrantRow[]> {
  return tx
    .updateTable('jar_grant')
    .set({ principal })
    .where('subject', '=', subject)
    .where('principal', 'is', null)
    .returningAll()
    .execute();
}

export async function insertRole(tx: Tx, row: Insertable<RoleAssignmentTable>): Promise<void> {
  await tx
    .insertInto('role_assignment')
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .execute();
}

export async function deleteRole(tx: Tx, identityId: string, role: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('role_assignment')
    .where('identity_id', '=', identityId)
    .where('role', '=', role)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** The roles of a person as they were given. */
export function selectAssignments(db: Reader, identityId: string): Promise<Selectable<RoleAssignmentTable>[]> {
  return db.selectFrom('role_assignment').selectAll().where('identity_id', '=', identityId).execute();
}

export async function selectHolders(db: Reader, role: string): Promise<string[]> {
  const rows = await db
    .selectFrom('role_assignment')
    .select('identity_id')
    .where('role', '=', role)
    .orderBy('assigned_at')
    .orderBy('identity_id')
    .execute();
  return rows.map((row) => row.identity_id);
}

export async function teamExists(db: Reader, id: string): Promise<boolean> {
  return (await db.selectFrom('team').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}
