import type { Insertable, Selectable } from 'kysely';
import type { Reader, Tx } from '../../store/store.ts';

interface JarTransferTable {
  id: string;
  /** One offer of each jar. */
  jar_id: string;
  /** `user:<id>` or `email:<address>`, as it was named. */
  recipient: string;
  offered_by: string;
  created_at: number;
  expires_at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    jar_transfer: JarTransferTable;
  }
}

export type TransferRow = Selectable<JarTransferTable>;

/** In place of an earlier offer of the same jar. */
export async function putTransfer(tx: Tx, row: Insertable<JarTransferTable>): Promise<void> {
  await tx.deleteFrom('jar_transfer').where('jar_id', '=', row.jar_id).execute();
  await tx.insertInto('jar_transfer').values(row).execute();
}

export function findTransferOf(db: Reader, jarId: string, now: number): Promise<TransferRow | undefined> {
  return db
    .selectFrom('jar_transfer')
    .selectAll()
    .where('jar_id', '=', jarId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Offers to any of these names, newest first. */
export function findTransfersTo(db: Reader, recipients: readonly string[], now: number): Promise<TransferRow[]> {
  return db
    .selectFrom('jar_transfer')
    .selectAll()
    .where('recipient', 'in', recipients)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
}

/** Ends an offer to one of these names; of two who do, one gets it. */
export function takeTransfer(
  tx: Tx,
  id: string,
  recipients: readonly string[],
  now: number,
): Promise<TransferRow | undefined> {
  return tx
    .deleteFrom('jar_transfer')
    .where('id', '=', id)
    .where('recipient', 'in', recipients)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Whether there was one that somebody could still accept. */
export async function deleteTransferOf(tx: Tx, jarId: string, now: number): Promise<boolean> {
  const gone = await tx.deleteFrom('jar_transfer').where('jar_id', '=', jarId).returningAll().executeTakeFirst();
  return gone !== undefined && gone.expires_at > now;
}

export async function deleteExpiredTransfers(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('jar_transfer').where('expires_at', '<', before).execute();
}
