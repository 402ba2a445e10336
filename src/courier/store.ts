import type { Selectable } from 'kysely';
import type { Position } from '../kernel/cursor.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Channel, Dispatch, MessageStatus } from './courier.ts';
import type { TemplateName } from './templates/template.ts';

interface MessageTable {
  id: string;
  channel: Channel;
  template: TemplateName;
  recipient: string;
  identity_id: string | null;
  /** Redacted, like `body`. */
  subject: string;
  body: string;
  /** The message itself, encrypted; null once nobody sends it any more. */
  sealed: string | null;
  status: MessageStatus;
  attempts: number;
  /** When it is due; while it is processing, when whoever took it has lost it. */
  next_at: number;
  created_at: number;
  updated_at: number;
}

interface DispatchTable {
  id: string;
  message_id: string;
  status: Dispatch['status'];
  error: string | null;
  created_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    courier_message: MessageTable;
    courier_dispatch: DispatchTable;
  }
}

export type MessageRow = Selectable<MessageTable>;

export async function insertMessage(tx: Tx, row: MessageTable): Promise<void> {
  await tx.insertInto('courier_message').values(row).execute();
}

/**
 * Takes up to `limit` due messages until `until`. Each is taken by an update that only one of several servers can make;
 * what a server took and lost is due again.
 */
export async function takeDue(
  tx: Tx,
  { now, until, limit }: { now: number; until: number; limit: number },
): Promise<MessageRow[]> {
  const due = await tx
    .selectFrom('courier_message')
    .selectAll()
    .where('status', 'in', ['queued', 'processing'])
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute();
  const taken: MessageRow[] = [];
  for (const row of due) {
    const attempts = row.attempts + 1;
    const { numUpdatedRows } = await tx
      .updateTable('courier_message')
      .set({ status: 'processing', attempts, next_at: until, updated_at: now })
      .where('id', '=', row.id)
      .where('status', '=', row.status)
      .where('attempts', '=', row.attempts)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) taken.push({ ...row, attempts, created_at: Number(row.created_at) });
  }
  return taken;
}

interface Settled {
  status: 'queued' | 'sent' | 'abandoned';
  /** When it is due again; for a finished message without meaning. */
  nextAt: number;
  dispatch: DispatchTable;
}

/** Writes down how an attempt ended; false when another server has taken the message meanwhile. */
export async function settle(tx: Tx, row: MessageRow, { status, nextAt, dispatch }: Settled): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('courier_message')
    .set({
      status,
      next_at: nextAt,
      updated_at: dispatch.created_at,
      ...(status === 'queued' ? {} : { sealed: null }),
    })
    .where('id', '=', row.id)
    .where('status', '=', 'processing')
    .where('attempts', '=', row.attempts)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx.insertInto('courier_dispatch').values(dispatch).execute();
  return true;
}

/** When the next message comes due, milliseconds; null when none waits. */
export async function nextDue(db: Reader): Promise<number | null> {
  const row = await db
    .selectFrom('courier_message')
    .select((column) => column.fn.min('next_at').as('at'))
    .where('status', 'in', ['queued', 'processing'])
    .executeTakeFirst();
  return row?.at === null || row?.at === undefined ? null : Number(row.at);
}

export interface Page {
  status?: MessageStatus;
  recipient?: string;
  limit: number;
  after?: Position;
}

export function findMessages(db: Reader, { status, recipient, limit, after }: Page): Promise<MessageRow[]> {
  let query = db.selectFrom('courier_message').selectAll();
  if (status !== undefined) query = query.where('status', '=', status);
  if (recipient !== undefined) query = query.where('recipient', '=', recipient);
  if (after !== undefined)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '<', tuple(after.at, after.id)));
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** How many messages there are of each status that there is one of. */
export function countMessages(db: Reader): Promise<{ status: MessageStatus; count: number }[]> {
  return db
    .selectFrom('courier_message')
    .select((column) => ['status', column.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
}

export function findMessage(db: Reader, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('courier_message').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findDispatches(db: Reader, messageId: string): Promise<Selectable<DispatchTable>[]> {
  return db
    .selectFrom('courier_dispatch')
    .selectAll()
    .where('message_id', '=', messageId)
    .orderBy('created_at')
    .execute();
}

/** Removes what was finished before `before` (milliseconds) with its dispatches; answers how many messages. */
export async function removeFinished(tx: Tx, before: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('courier_message')
    .where('status', 'in', ['sent', 'abandoned'])
    .where('updated_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export async function removeMessagesOf(
  tx: Tx,
  { id, addresses }: { id: string; addresses: readonly string[] },
): Promise<void> {
  await tx.deleteFrom('courier_message').where('identity_id', '=', id).execute();
  if (addresses.length === 0) return;
  await tx.deleteFrom('courier_message').where('identity_id', 'is', null).where('recipient', 'in', addresses).execute();
}

export async function removeMessage(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('courier_message').where('id', '=', id).execute();
}
