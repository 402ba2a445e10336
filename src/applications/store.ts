import type { Insertable, Selectable, Updateable } from 'kysely';
import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

/** Times in milliseconds. */
interface ApplicationTable {
  id: string;
  /** Another one for an application that takes the id of one that is gone. */
  uid: string;
  name: string;
  /** Cedar's schema. */
  schema: string;
  /** JSON list of `subject.role`, `context.*` and the like. */
  trusted: string;
  own_resources: number;
  reasons: number;
  /** Of the file that it is set up by; null where people do that. */
  file_digest: string | null;
  /** Counts up with every change of what could be answered. */
  revision: number;
  /** The `revision` at which schema or policies last changed. */
  rules_revision: number;
  created_at: number;
  updated_at: number;
}

interface PolicyTable {
  application_id: string;
  id: string;
  text: string;
}

interface EntityTable {
  application_id: string;
  type: string;
  id: string;
  /** JSON object. */
  attributes: string;
  /** JSON list of `{type, id}`. */
  parents: string;
  from_file: number;
}

interface KeyTable {
  id: string;
  application_id: string;
  name: string;
  prefix: string;
  /** Digest of the key. */
  hash: string;
  /** Identity id. */
  created_by: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
}

declare module '../store/store.ts' {
  interface Tables {
    application: ApplicationTable;
    application_policy: PolicyTable;
    application_entity: EntityTable;
    application_key: KeyTable;
  }
}

export type ApplicationRow = Selectable<ApplicationTable>;
export type PolicyRow = Selectable<PolicyTable>;
export type EntityRow = Selectable<EntityTable>;
export type KeyRow = Selectable<KeyTable>;

/** By id. */
export function selectApplications(db: Reader): Promise<ApplicationRow[]> {
  return db.selectFrom('application').selectAll().orderBy('id').execute();
}

export async function selectApplication(db: Reader, id: string): Promise<ApplicationRow | null> {
  return (await db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function insertApplication(tx: Tx, row: Insertable<ApplicationTable>): Promise<void> {
  await tx.insertInto('application').values(row).execute();
}

/** Changes it and counts its revision up; `rules`: what is decided by changed, not only what about. */
export async function updateApplication(
  tx: Tx,
  id: string,
  { rules = false, ...change }: Updateable<ApplicationTable> & { rules?: boolean },
): Promise<void> {
  await tx
    .updateTable('application')
    .set((eb) => {
      const revision = eb('revision', '+', 1);
      return { ...change, revision, ...(rules ? { rules_revision: revision } : {}) };
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteApplication(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('application').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** By id. */
export function selectPolicies(db: Reader, applicationId: string): Promise<PolicyRow[]> {
  return db
    .selectFrom('application_policy')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute();
}

/** Schema and policies at one moment. */
export async function selectRules(db: Reader, applicationId: string): Promise<{ schema: string; policies: string[] }> {
  const rows = await db
    .selectFrom('application')
    .leftJoin('application_policy as policy', 'policy.application_id', 'application.id')
    .select(['application.schema', 'policy.text'])
    .where('application.id', '=', applicationId)
    .orderBy('policy.id')
    .execute();
  return { schema: rows[0]?.schema ?? '', policies: rows.flatMap(({ text }) => text ?? []) };
}

export async function savePolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await tx
    .insertInto('application_policy')
    .values(row)
    .onConflict((known) => known.columns(['application_id', 'id']).doUpdateSet({ text: row.text }))
    .execute();
}

export async function deletePolicy(tx: Tx, applicationId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('application_policy')
    .where('application_id', '=', applicationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Asked at every evaluation. */
export function entityQuery() {
  const one = prepared((db: Reader, applicationId: string, type: string, id: string) =>
    db
      .selectFrom('application_entity')
      .selectAll()
      .where('application_id', '=', applicationId)
      .where('type', '=', type)
      .where('id', '=', id),
  );
  return async (db: Reader, applicationId: string, type: string, id: string): Promise<EntityRow | null> =>
    (await one(db, applicationId, type, id))[0] ?? null;
}

/** Those of one type behind the id `after`, in the order of their ids. */
export function selectEntities(
  db: Reader,
  { applicationId, type, after, limit }: { applicationId: string; type: string; after: string | null; limit: number },
): Promise<EntityRow[]> {
  let query = db
    .selectFrom('application_entity')
    .selectAll()
    .where('application_id', '=', applicationId)
    .where('type', '=', type);
  if (after !== null) query = query.where('id', '>', after);
  return query.orderBy('id').limit(limit).execute();
}

export async function countEntities(db: Reader, applicationId: string): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('application_entity')
    .select((eb) => ['type', eb.fn.countAll<number>().as('count')])
    .where('application_id', '=', applicationId)
    .groupBy('type')
    .execute();
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]));
}

export async function saveEntity(tx: Tx, row: EntityRow): Promise<void> {
  const { attributes, parents, from_file } = row;
  await tx
    .insertInto('application_entity')
    .values(row)
    .onConflict((known) =>
      known.columns(['application_id', 'type', 'id']).doUpdateSet({ attributes, parents, from_file }),
    )
    .execute();
}

export async function deleteEntity(tx: Tx, applicationId: string, type: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('application_entity')
    .where('application_id', '=', applicationId)
    .where('type', '=', type)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Removes what its file brought. */
export async function deleteFromFile(tx: Tx, applicationId: string): Promise<void> {
  await tx.deleteFrom('application_policy').where('application_id', '=', applicationId).execute();
  await tx
    .deleteFrom('application_entity')
    .where('application_id', '=', applicationId)
    .where('from_file', '=', 1)
    .execute();
}

/** The key with this hash. */
export function keyQuery() {
  const byHash = prepared((db: Reader, hash: string) =>
    db.selectFrom('application_key').selectAll().where('hash', '=', hash),
  );
  return async (db: Reader, hash: string): Promise<KeyRow | null> => (await byHash(db, hash))[0] ?? null;
}

/** The oldest first. */
export function selectKeys(db: Reader, applicationId: string): Promise<KeyRow[]> {
  return db
    .selectFrom('application_key')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function insertKey(tx: Tx, row: KeyRow): Promise<void> {
  await tx.insertInto('application_key').values(row).execute();
}

/** Only shortens its time. */
export async function endKey(tx: Tx, id: string, expiresAt: number): Promise<void> {
  await tx
    .updateTable('application_key')
    .set({ expires_at: expiresAt })
    .where('id', '=', id)
    .where('expires_at', '>', expiresAt)
    .execute();
}

export async function deleteKey(tx: Tx, applicationId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('application_key')
    .where('application_id', '=', applicationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteExpiredKeys(tx: Tx, applicationId: string, now: number): Promise<void> {
  await tx
    .deleteFrom('application_key')
    .where('application_id', '=', applicationId)
    .where('expires_at', '<=', now)
    .execute();
}

export async function writeLastUsed(tx: Tx, times: [id: string, time: number][]): Promise<void> {
  for (const [id, time] of times) {
    await tx
      .updateTable('application_key')
      .set({ last_used_at: time })
      .where('id', '=', id)
      .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', time)]))
      .execute();
  }
}
