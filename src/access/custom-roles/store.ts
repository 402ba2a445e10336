import type { Insertable, Selectable } from 'kysely';
import type { Reader, Tx } from '../../store/store.ts';

/** A role of the installation's own. What it gives is a policy, written from this row. Times in milliseconds. */
interface CustomRoleTable {
  name: string;
  title: string;
  sentence: string;
  /** JSON lists. */
  permissions: string;
  public_jars: string;
  created_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    custom_role: CustomRoleTable;
  }
}

export type CustomRoleRow = Selectable<CustomRoleTable>;

/** By name. */
export function selectRoles(db: Reader): Promise<CustomRoleRow[]> {
  return db.selectFrom('custom_role').selectAll().orderBy('name').execute();
}

export function selectRole(db: Reader, name: string): Promise<CustomRoleRow | undefined> {
  return db.selectFrom('custom_role').selectAll().where('name', '=', name).executeTakeFirst();
}

export async function insertRole(tx: Tx, row: Insertable<CustomRoleTable>): Promise<void> {
  await tx.insertInto('custom_role').values(row).execute();
}

export async function updateRole(tx: Tx, { name, ...row }: CustomRoleRow): Promise<void> {
  await tx.updateTable('custom_role').set(row).where('name', '=', name).execute();
}

export async function deleteRole(tx: Tx, name: string): Promise<void> {
  await tx.deleteFrom('custom_role').where('name', '=', name).execute();
}
