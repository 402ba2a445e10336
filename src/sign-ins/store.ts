import type { Insertable, Selectable } from 'kysely';
import type { Reader, Tx } from '../store/store.ts';

interface SignInTable {
  id: string;
  identity_id: string;
  /** Null where it was refused. */
  session_id: string | null;
  at: number;
  /** JSON array of what was proven when it was decided. */
  evidence: string;
  ip: string;
  /** The group of the address. */
  network: string;
  country: string | null;
  user_agent: string;
  language: string | null;
  /** JSON. */
  signals: string;
  outcome: 'allow' | 'step_up' | 'deny';
  /** 1 where the person is told of it. */
  told: number;
  /** 1 once everything was proven that was asked for: only then does the device become a known one. */
  completed: number;
  /** JSON array of ids. */
  policies: string;
}

interface KnownDeviceTable {
  id: string;
  identity_id: string;
  hash: string;
  label: string;
  first_seen_at: number;
  last_seen_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    sign_in: SignInTable;
    known_device: KnownDeviceTable;
  }
}

export type SignInRow = Selectable<SignInTable>;
export type DeviceRow = Selectable<KnownDeviceTable>;

export async function insertSignIn(tx: Tx, row: Insertable<SignInTable>): Promise<void> {
  await tx.insertInto('sign_in').values(row).execute();
}

/** The newest one of a person that was completed. */
export function lastCompleted(db: Reader, identityId: string): Promise<SignInRow | undefined> {
  return completedOf(db, identityId).selectAll().orderBy('at', 'desc').limit(1).executeTakeFirst();
}

export async function wasThere(db: Reader, identityId: string, network: string, since: number): Promise<boolean> {
  const row = await completedOf(db, identityId)
    .select('id')
    .where('network', '=', network)
    .where('at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const completedOf = (db: Reader, identityId: string) =>
  db.selectFrom('sign_in').where('identity_id', '=', identityId).where('completed', '=', 1);

/** Completes the one that opened this session, once; undefined if it is complete or there is none. */
export function completeSignIn(tx: Tx, sessionId: string): Promise<SignInRow | undefined> {
  return tx
    .updateTable('sign_in')
    .set({ completed: 1 })
    .where('session_id', '=', sessionId)
    .where('completed', '=', 0)
    .returningAll()
    .executeTakeFirst();
}

/** The newest first. */
export function newestSignIns(db: Reader, limit: number): Promise<SignInRow[]> {
  return db.selectFrom('sign_in').selectAll().orderBy('at', 'desc').orderBy('id').limit(limit).execute();
}

/** Removes what is older, but for the last completed one of each person: it says how long they have been away. */
export async function deleteSignIns(tx: Tx, before: number): Promise<void> {
  await tx
    .deleteFrom('sign_in')
    .where('at', '<', before)
    .where((is) =>
      is.or([
        is('completed', '=', 0),
        is.exists(
          is
            .selectFrom('sign_in as later')
            .select('later.id')
            .whereRef('later.identity_id', '=', 'sign_in.identity_id')
            .where('later.completed', '=', 1)
            .whereRef('later.at', '>', 'sign_in.at'),
        ),
      ]),
    )
    .execute();
}

export async function deleteSignInsOf(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('sign_in').where('identity_id', '=', identityId).execute();
}

export function deviceOf(db: Reader, identityId: string, hash: string): Promise<DeviceRow | undefined> {
  return db
    .selectFrom('known_device')
    .selectAll()
    .where('identity_id', '=', identityId)
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** The one that was used last first. */
export function devicesOf(db: Reader, identityId: string): Promise<DeviceRow[]> {
  return db
    .selectFrom('known_device')
    .selectAll()
    .where('identity_id', '=', identityId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute();
}

export async function saveDevice(tx: Tx, row: Insertable<KnownDeviceTable>): Promise<void> {
  const { label, last_seen_at } = row;
  await tx
    .insertInto('known_device')
    .values(row)
    .onConflict((conflict) => conflict.columns(['identity_id', 'hash']).doUpdateSet({ label, last_seen_at }))
    .execute();
}

/** One device of a person, or all of them; answers how many. */
export async function deleteDevices(tx: Tx, identityId: string, id?: string): Promise<number> {
  let query = tx.deleteFrom('known_device').where('identity_id', '=', identityId);
  if (id !== undefined) query = query.where('id', '=', id);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Leaves a person the devices that were used last. */
export async function deleteSurplusDevices(tx: Tx, identityId: string, kept: number): Promise<void> {
  const surplus = (await devicesOf(tx, identityId)).slice(kept);
  for (const { id } of surplus) await deleteDevices(tx, identityId, id);
}

/** Removes the devices that nobody has used since. */
export async function deleteDevicesBefore(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('known_device').where('last_seen_at', '<', before).execute();
}
