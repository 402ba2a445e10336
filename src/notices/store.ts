import type { Reader, Tx } from '../store/store.ts';

export type LinkKind = 'disown' | 'revert_address' | 'keep_account';

interface NoticeLinkTable {
  hash: string;
  identity_id: string;
  kind: LinkKind;
  data: string;
  expires_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    notice_link: NoticeLinkTable;
  }
}

export interface Link<Data = unknown> {
  hash: string;
  identityId: string;
  kind: LinkKind;
  data: Data;
  expiresAt: number;
}

export async function insertLink(tx: Tx, { hash, identityId, kind, data, expiresAt }: Link): Promise<void> {
  const row = { hash, identity_id: identityId, kind, data: JSON.stringify(data), expires_at: expiresAt };
  await tx.insertInto('notice_link').values(row).execute();
}

export async function findLink<Data>(
  db: Reader,
  hash: string,
  kind: LinkKind,
  now: number,
): Promise<Link<Data> | null> {
  const row = await db
    .selectFrom('notice_link')
    .selectAll()
    .where('hash', '=', hash)
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row
    ? { hash, identityId: row.identity_id, kind, data: JSON.parse(row.data) as Data, expiresAt: row.expires_at }
    : null;
}

/** Spends a link exactly once; false for whoever comes second. */
export async function spendLink(tx: Tx, hash: string): Promise<boolean> {
  const spent = await tx.deleteFrom('notice_link').where('hash', '=', hash).returning('hash').executeTakeFirst();
  return spent !== undefined;
}

/**
 * Takes the links out that tell of what came after this one, or with it. Each kind of link is good for as long as any other
 * of its kind, so that their ends stand in the order of what they tell of.
 */
export async function takeLaterLinks<Data>(tx: Tx, { identityId, expiresAt }: Link, kind: LinkKind): Promise<Data[]> {
  const rows = await tx
    .deleteFrom('notice_link')
    .where('identity_id', '=', identityId)
    .where('kind', '=', kind)
    .where('expires_at', '>=', expiresAt)
    .returning('data')
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Data);
}

export async function deleteLinksOf(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('notice_link').where('identity_id', '=', identityId).execute();
}

export async function sweepLinks(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('notice_link').where('expires_at', '<', now).execute();
}
