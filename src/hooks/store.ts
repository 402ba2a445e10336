import type { Reader, Tx } from '../store/store.ts';

/** A request of a hook that nobody waits for, until it is delivered or given up. Times in milliseconds. */
interface DeliveryTable {
  id: string;
  /** Id of the hook in the configuration. */
  hook: string;
  /** What is sent, encrypted. */
  sealed: string;
  /** How often somebody took it to send it. */
  attempts: number;
  /** When somebody may take it next. */
  next_at: number;
  created_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    hook_delivery: DeliveryTable;
  }
}

export type Delivery = Pick<DeliveryTable, 'id' | 'hook' | 'sealed' | 'attempts'>;

export async function insertDelivery(tx: Tx, delivery: DeliveryTable): Promise<void> {
  await tx.insertInto('hook_delivery').values(delivery).execute();
}

/** What may be taken at `now`, the longest overdue first. */
export async function dueDeliveries(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('hook_delivery')
    .select('id')
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Takes a delivery that is due until `until`, when it is due again should whoever took it be gone by then. Null when
 * somebody else took it.
 */
export async function claimDelivery(tx: Tx, id: string, now: number, until: number): Promise<Delivery | null> {
  const row = await tx
    .updateTable('hook_delivery')
    .set((row) => ({ next_at: until, attempts: row('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('next_at', '<=', now)
    .returning(['id', 'hook', 'sealed', 'attempts'])
    .executeTakeFirst();
  return row ? { ...row, attempts: Number(row.attempts) } : null;
}

/** For the one who took it, and not for somebody whose time had run out. */
export async function deleteDelivery(tx: Tx, { id, attempts }: Delivery): Promise<void> {
  await tx.deleteFrom('hook_delivery').where('id', '=', id).where('attempts', '=', attempts).execute();
}

/** Puts back what was taken, to be taken again at `nextAt`; `counted` is false when it was not really tried. */
export async function putBackDelivery(
  tx: Tx,
  { id, attempts }: Delivery,
  { nextAt, counted }: { nextAt: number; counted: boolean },
): Promise<void> {
  await tx
    .updateTable('hook_delivery')
    .set({ next_at: nextAt, attempts: counted ? attempts : attempts - 1 })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .execute();
}
