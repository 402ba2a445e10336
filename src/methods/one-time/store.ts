import type { Reader, Tx } from '../../store/store.ts';

interface OneTimeCodeTable {
  id: string;
  flow_id: string;
  identity_id: string | null;
  address: string;
  via: 'email' | 'sms';
  hash: string;
  tries: number;
  expires_at: number;
}

interface CodeSentTable {
  id: string;
  subject: string;
  at: number;
}

declare module '../../store/store.ts' {
  interface Tables {
    one_time_code: OneTimeCodeTable;
    code_sent: CodeSentTable;
  }
}

export type Code = OneTimeCodeTable;

export async function codeOf(db: Reader, flowId: string): Promise<Code | null> {
  return (await db.selectFrom('one_time_code').selectAll().where('flow_id', '=', flowId).executeTakeFirst()) ?? null;
}

/** A new code takes the place of the flow's earlier one. */
export async function replaceCode(tx: Tx, code: Code): Promise<void> {
  await tx.deleteFrom('one_time_code').where('flow_id', '=', code.flow_id).execute();
  await tx.insertInto('one_time_code').values(code).execute();
}

export async function countTry(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('one_time_code')
    .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Spends a code exactly once; false for whoever comes second. */
export async function spendCode(tx: Tx, id: string): Promise<boolean> {
  const spent = await tx.deleteFrom('one_time_code').where('id', '=', id).returning('id').executeTakeFirst();
  return spent !== undefined;
}

export async function deleteCodesOf(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('one_time_code').where('identity_id', '=', identityId).execute();
}

/** The times, oldest first, at which something was sent to or asked for by `subject` since `since`. */
export async function sentSince(db: Reader, subject: string, since: number): Promise<number[]> {
  const rows = await db
    .selectFrom('code_sent')
    .select('at')
    .where('subject', '=', subject)
    .where('at', '>', since)
    .orderBy('at')
    .execute();
  return rows.map(({ at }) => at);
}

export async function noteSent(tx: Tx, rows: CodeSentTable[]): Promise<void> {
  await tx.insertInto('code_sent').values(rows).execute();
}

/** Removes codes that expired, and what the limits on sending look at no more. */
export async function sweepCodes(tx: Tx, now: number, sentBefore: number): Promise<void> {
  await tx.deleteFrom('one_time_code').where('expires_at', '<', now).execute();
  await tx.deleteFrom('code_sent').where('at', '<', sentBefore).execute();
}
