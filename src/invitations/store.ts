import { sql } from 'kysely';
import type { Position } from '../kernel/cursor.ts';
import type { Reader, Tx } from '../store/store.ts';

/** Times in milliseconds. */
interface InvitationTable {
  id: string;
  /** Canonical. */
  email: string;
  /** Digest of the token in the link. */
  token: string;
  /** JSON lists of names and of ids. */
  roles: string;
  teams: string;
  invited_by: string;
  /** 1 where the link went out by mail. */
  mailed: number;
  created_at: number;
  expires_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    invitation: InvitationTable;
  }
}

export type InvitationRow = InvitationTable;

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.insertInto('invitation').values(row).execute();
}

export async function findInvitation(
  db: Reader,
  by: 'id' | 'token' | 'email',
  value: string,
): Promise<InvitationRow | null> {
  const row = await db.selectFrom('invitation').selectAll().where(by, '=', value).executeTakeFirst();
  return row ?? null;
}

/** Newest first. */
export function selectInvitations(
  db: Reader,
  { before, limit }: { before: Position | null; limit: number },
): Promise<InvitationRow[]> {
  let query = db.selectFrom('invitation').selectAll();
  if (before) query = query.where(sql<boolean>`(created_at, id) < (${before.at}, ${before.id})`);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

export async function updateInvitation(
  tx: Tx,
  id: string,
  change: Pick<InvitationRow, 'token' | 'expires_at' | 'invited_by' | 'mailed'>,
): Promise<void> {
  await tx.updateTable('invitation').set(change).where('id', '=', id).execute();
}

/** Takes an invitation out, exactly once; false for whoever comes second. */
export async function takeInvitation(tx: Tx, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('invitation').where('id', '=', id).returning('id').executeTakeFirst();
  return gone !== undefined;
}

export async function deleteExpired(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('invitation').where('expires_at', '<', before).execute();
}

/** What a person sent, and what was sent to their addresses. */
export async function deleteOfPerson(
  tx: Tx,
  { id, addresses }: { id: string; addresses: readonly string[] },
): Promise<void> {
  await tx.deleteFrom('invitation').where('invited_by', '=', id).execute();
  if (addresses.length > 0) await tx.deleteFrom('invitation').where('email', 'in', addresses).execute();
}
