import type { Insertable, Selectable } from 'kysely';
import { prepared } from '../../store/prepared.ts';
import type { Reader, Tx } from '../../store/store.ts';

/** One version of a policy; the newest one of an id holds. Times in milliseconds. */
interface PolicyTable {
  id: string;
  /** From 1. */
  version: number;
  /** Cedar; null where the policy was deleted. */
  text: string | null;
  /** 0 for a policy that is kept and not asked. */
  enabled: number;
  /** Why, in the words of whoever changed it; may be empty. */
  reason: string;
  /** Identity id; null for the operator of the machine. */
  created_by: string | null;
  created_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    policy: PolicyTable;
    policy_revision: { id: number; revision: number };
  }
}

export type PolicyRow = Selectable<PolicyTable>;

/** Every decision reads it, so that a rule holds from the next request on, whichever process changed it. */
export function revisionQuery() {
  return prepared((db: Reader) => db.selectFrom('policy_revision').select('revision'));
}

/** The newest version of every policy that was not deleted, by id. */
export function selectPolicies(db: Reader): Promise<PolicyRow[]> {
  return newest(db).where('text', 'is not', null).orderBy('id').execute();
}

/** The newest version, be it a deletion; undefined if there never was one. */
export function selectPolicy(db: Reader, id: string): Promise<PolicyRow | undefined> {
  return newest(db).where('id', '=', id).executeTakeFirst();
}

function newest(db: Reader) {
  return db
    .selectFrom('policy')
    .selectAll()
    .where('version', '=', (eb) =>
      eb
        .selectFrom('policy as other')
        .select((sub) => sub.fn.max('other.version').as('version'))
        .whereRef('other.id', '=', 'policy.id'),
    );
}

/** The newest first, at most 100. */
export function selectVersions(db: Reader, id: string): Promise<PolicyRow[]> {
  return db.selectFrom('policy').selectAll().where('id', '=', id).orderBy('version', 'desc').limit(100).execute();
}

export function selectVersion(db: Reader, id: string, version: number): Promise<PolicyRow | undefined> {
  return db.selectFrom('policy').selectAll().where('id', '=', id).where('version', '=', version).executeTakeFirst();
}

/**
 * A policy changed: whoever decides next reads them all anew. The revision is one that never was: a count that a rolled back
 * transaction had reached would be reached again, with other rules.
 */
export async function insertVersion(tx: Tx, row: Insertable<PolicyTable>, revision: number): Promise<void> {
  await tx.insertInto('policy').values(row).execute();
  await tx.updateTable('policy_revision').set({ revision }).execute();
}
