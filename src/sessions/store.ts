import type { Position } from '../kernel/cursor.ts';
import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Limit } from './limited.ts';
import type { Session } from './sessions.ts';

interface SessionTable {
  id: string;
  identity_id: string;
  kind: Session['kind'];
  token_hash: string;
  /** Of the token that the last rotation replaced. */
  previous_token_hash: string | null;
  previous_until: number | null;
  /** What had been proven when that token was current. */
  previous_evidence: string | null;
  issued_at: number;
  authenticated_at: number;
  expires_at: number;
  last_seen_at: number;
  revoked_at: number | null;
  evidence: string;
  devices: string;
  /** Opened by recovery as limited. Whether it still is depends on what has been proven since. */
  limited: number;
  /** JSON of what the rules of signing in asked for when it opened; the same holds for it. */
  needs: string | null;
}

declare module '../store/store.ts' {
  interface Tables {
    session: SessionTable;
  }
}

/** A session as it is stored, with its JSON parsed. */
export interface StoredSession extends Omit<Session, 'active' | 'limited' | 'needs'> {
  limit: Limit;
  revoked: boolean;
  /** Until when the token before the current one answers reads. */
  previousUntil: number;
}

function toSession(row: SessionTable, provenThen = row.evidence): StoredSession {
  return {
    id: row.id,
    identityId: row.identity_id,
    kind: row.kind,
    issuedAt: row.issued_at,
    authenticatedAt: row.authenticated_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
    evidence: JSON.parse(provenThen),
    limit: { recovered: row.limited === 1, needs: row.needs === null ? null : JSON.parse(row.needs) },
    devices: JSON.parse(row.devices),
    revoked: row.revoked_at !== null,
    previousUntil: row.previous_until ?? 0,
  };
}

/** The reads. Two statements for a token instead of one `or`: nearly every request is answered by the first. */
export function sessionReads() {
  const byHash = prepared((db: Reader, hash: string) =>
    db.selectFrom('session').selectAll().where('token_hash', '=', hash),
  );
  const byPreviousHash = prepared((db: Reader, hash: string) =>
    db.selectFrom('session').selectAll().where('previous_token_hash', '=', hash),
  );
  const byId = prepared((db: Reader, id: string) => db.selectFrom('session').selectAll().where('id', '=', id));
  const ofIdentity = prepared((db: Reader, identityId: string) =>
    db
      .selectFrom('session')
      .selectAll()
      .where('identity_id', '=', identityId)
      .where('revoked_at', 'is', null)
      .orderBy('issued_at', 'desc')
      .orderBy('id'),
  );
  const keptOf = prepared((db: Reader, identityId: string) =>
    db
      .selectFrom('session')
      .selectAll()
      .where('identity_id', '=', identityId)
      .orderBy('issued_at', 'desc')
      .orderBy('id'),
  );
  const first = ([row]: SessionTable[]) => (row ? toSession(row) : null);

  return {
    byHash: async (db: Reader, hash: string) => first(await byHash(db, hash)),
    /** With the proofs of that token's time: it has no share in the one that replaced it. */
    async byPreviousHash(db: Reader, hash: string) {
      const [row] = await byPreviousHash(db, hash);
      return row ? toSession(row, row.previous_evidence ?? '[]') : null;
    },
    byId: async (db: Reader, id: string) => first(await byId(db, id)),
    /** Newest first; those that were ended are left out, those that ran out are not. */
    ofIdentity: async (db: Reader, identityId: string) =>
      (await ofIdentity(db, identityId)).map((row) => toSession(row)),
    /** The same with those that were ended. */
    keptOf: async (db: Reader, identityId: string) => (await keptOf(db, identityId)).map((row) => toSession(row)),
    page: async (db: Reader, after: Position | null, limit: number) =>
      (await pageOf(db, after, limit).execute()).map((row) => toSession(row)),
  };
}

/** Everybody's, newest first, behind this one. */
function pageOf(db: Reader, after: Position | null, limit: number) {
  const query = db.selectFrom('session').selectAll().orderBy('issued_at', 'desc').orderBy('id', 'desc').limit(limit);
  if (after === null) return query;
  // Not one `or` alone: the first condition is what the index can start from.
  return query
    .where('issued_at', '<=', after.at)
    .where((is) => is.or([is('issued_at', '<', after.at), is('id', '<', after.id)]));
}

/** Sessions by their own ids or their people's, oldest first; with `unended` only those that this time finds running. */
export async function chosenSessions(
  tx: Tx,
  chosen: { sessions: readonly string[] } | { identities: readonly string[] },
  { unended, limit }: { unended: number | null; limit: number },
): Promise<Pick<Session, 'id' | 'identityId'>[]> {
  // No database but SQLite takes an empty list.
  if (Object.values(chosen).every((ids) => ids.length === 0)) return [];
  let query = tx.selectFrom('session').select(['id', 'identity_id as identityId']).orderBy('issued_at').limit(limit);
  query =
    'sessions' in chosen
      ? query.where('id', 'in', chosen.sessions)
      : query.where('identity_id', 'in', chosen.identities);
  if (unended !== null) query = query.where('revoked_at', 'is', null).where('expires_at', '>', unended);
  return query.execute();
}

export async function disableSessions(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('session').set({ revoked_at: now }).where('id', 'in', ids).execute();
}

export async function deleteSessions(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.deleteFrom('session').where('id', 'in', ids).execute();
}

export async function moveExpiry(tx: Tx, id: string, expiresAt: number): Promise<void> {
  await tx.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute();
}

/** What a proof changes. */
type Proven = Pick<Session, 'id' | 'authenticatedAt' | 'expiresAt' | 'lastSeenAt' | 'evidence' | 'devices'>;

export async function insertSession(
  tx: Tx,
  session: Omit<StoredSession, 'revoked' | 'previousUntil'>,
  tokenHash: string,
): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      id: session.id,
      identity_id: session.identityId,
      kind: session.kind,
      token_hash: tokenHash,
      previous_token_hash: null,
      previous_until: null,
      previous_evidence: null,
      issued_at: session.issuedAt,
      authenticated_at: session.authenticatedAt,
      expires_at: session.expiresAt,
      last_seen_at: session.lastSeenAt,
      revoked_at: null,
      evidence: JSON.stringify(session.evidence),
      devices: JSON.stringify(session.devices),
      limited: session.limit.recovered ? 1 : 0,
      needs: session.limit.needs && JSON.stringify(session.limit.needs),
    })
    .execute();
}

/** Replaces the token and what a proof changes; the token before stays known until `previousUntil`. */
export async function rotateSession(tx: Tx, session: Proven, tokenHash: string, previousUntil: number): Promise<void> {
  await tx
    .updateTable('session')
    .set(({ ref }) => ({
      previous_token_hash: ref('token_hash'),
      previous_until: previousUntil,
      previous_evidence: ref('evidence'),
      token_hash: tokenHash,
      authenticated_at: session.authenticatedAt,
      expires_at: session.expiresAt,
      last_seen_at: session.lastSeenAt,
      evidence: JSON.stringify(session.evidence),
      devices: JSON.stringify(session.devices),
    }))
    .where('id', '=', session.id)
    .execute();
}

/** Stores what a session has proven, under the token that it has. */
export async function saveProofs(tx: Tx, session: Proven): Promise<void> {
  await tx
    .updateTable('session')
    .set({
      authenticated_at: session.authenticatedAt,
      expires_at: session.expiresAt,
      last_seen_at: session.lastSeenAt,
      evidence: JSON.stringify(session.evidence),
      devices: JSON.stringify(session.devices),
    })
    .where('id', '=', session.id)
    .execute();
}

/** Ends sessions that are still running: one of a person (`only`), or all but one (`except`). Answers how many. */
export async function revokeSessions(
  tx: Tx,
  identityId: string,
  now: number,
  { only, except }: { only?: string; except?: string | undefined },
): Promise<number> {
  let update = tx
    .updateTable('session')
    .set({ revoked_at: now })
    .where('identity_id', '=', identityId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now);
  if (only !== undefined) update = update.where('id', '=', only);
  if (except !== undefined) update = update.where('id', '<>', except);
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}

export async function writeLastSeen(tx: Tx, times: [id: string, time: number][]): Promise<void> {
  for (const [id, time] of times) {
    // Another node may have seen the session later.
    await tx
      .updateTable('session')
      .set({ last_seen_at: time })
      .where('id', '=', id)
      .where('last_seen_at', '<', time)
      .execute();
  }
}

/** Removes what ended before this time; answers how many. */
export async function deleteExpired(tx: Tx, before: number): Promise<number> {
  return Number((await tx.deleteFrom('session').where('expires_at', '<', before).executeTakeFirst()).numDeletedRows);
}
