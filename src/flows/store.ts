import type { Reader, Tx } from '../store/store.ts';
import type { Flow, FlowKind } from './flow.ts';

interface FlowTable {
  id: string;
  kind: FlowKind;
  client: Flow['client'];
  state: Flow['state'];
  issued_at: number;
  expires_at: number;
  request_url: string;
  return_to: string | null;
  csrf: string | null;
  identity_id: string | null;
  session_id: string | null;
  active: string | null;
  completed: number;
  data: string;
}

interface SetupTokenTable {
  hash: string;
  /** The owner who gets a new way in; null on a fresh installation. */
  identity_id: string | null;
  /** Null: good until it is used. */
  expires_at: number | null;
}

interface RecoveryHoldTable {
  identity_id: string;
  until: number;
}

interface ContinuityTable {
  hash: string;
  identity_id: string;
  flow_id: string;
  sealed: string;
  expires_at: number;
}

declare module '../store/store.ts' {
  interface Tables {
    flow: FlowTable;
    continuity: ContinuityTable;
    recovery_hold: RecoveryHoldTable;
    setup_token: SetupTokenTable;
  }
}

function row(flow: Flow): FlowTable {
  return {
    id: flow.id,
    kind: flow.kind,
    client: flow.client,
    state: flow.state,
    issued_at: flow.issuedAt,
    expires_at: flow.expiresAt,
    request_url: flow.requestUrl,
    return_to: flow.returnTo,
    csrf: flow.csrf,
    identity_id: flow.identityId,
    session_id: flow.sessionId,
    active: flow.active,
    completed: flow.completed ? 1 : 0,
    data: JSON.stringify(flow.data),
  };
}

export async function insertFlow(tx: Tx, flow: Flow): Promise<void> {
  await tx.insertInto('flow').values(row(flow)).execute();
}

export async function findFlow(db: Reader, id: string): Promise<Flow | null> {
  const found = await db.selectFrom('flow').selectAll().where('id', '=', id).executeTakeFirst();
  if (!found) return null;
  return {
    id: found.id,
    kind: found.kind,
    client: found.client,
    state: found.state,
    issuedAt: found.issued_at,
    expiresAt: found.expires_at,
    requestUrl: found.request_url,
    returnTo: found.return_to,
    csrf: found.csrf,
    identityId: found.identity_id,
    sessionId: found.session_id,
    active: found.active,
    completed: found.completed === 1,
    data: JSON.parse(found.data),
  };
}

/** Stores what a submission changed; a flow that was completed meanwhile stays as it is. */
export async function saveFlow(tx: Tx, { id, state, active, data }: Flow): Promise<void> {
  await tx
    .updateTable('flow')
    .set({ state, active, data: JSON.stringify(data) })
    .where('id', '=', id)
    .where('completed', '=', 0)
    .execute();
}

/** Completes a flow exactly once; false for whoever comes second. */
export async function completeFlow(tx: Tx, id: string): Promise<boolean> {
  const completed = await tx
    .updateTable('flow')
    .set({ completed: 1 })
    .where('id', '=', id)
    .where('completed', '=', 0)
    .returning('id')
    .executeTakeFirst();
  return completed !== undefined;
}

/** Completes a flow exactly once and keeps what it shows at its end; false for whoever comes second. */
export async function finishFlow(tx: Tx, { id, state, active, data }: Flow): Promise<boolean> {
  const finished = await tx
    .updateTable('flow')
    .set({ completed: 1, state, active, data: JSON.stringify(data) })
    .where('id', '=', id)
    .where('completed', '=', 0)
    .returning('id')
    .executeTakeFirst();
  return finished !== undefined;
}

/** Completes every verification that somebody began while signed in: those of new addresses. */
export async function completeChanges(tx: Tx, identityId: string): Promise<void> {
  await tx
    .updateTable('flow')
    .set({ completed: 1 })
    .where('identity_id', '=', identityId)
    .where('kind', '=', 'verification')
    .where('completed', '=', 0)
    .execute();
}

export async function insertContinuity(tx: Tx, row: ContinuityTable): Promise<void> {
  await tx.insertInto('continuity').values(row).execute();
}

/** Takes a parked submission out, once. */
export async function takeContinuity(tx: Tx, hash: string): Promise<ContinuityTable | null> {
  return (await tx.deleteFrom('continuity').where('hash', '=', hash).returningAll().executeTakeFirst()) ?? null;
}

export async function deleteContinuity(tx: Tx, expiredBefore: number): Promise<void> {
  await tx.deleteFrom('continuity').where('expires_at', '<', expiredBefore).execute();
}

/**
 * The account was recovered by its mailbox alone. Until `until` it takes no new ways to sign in from whoever has proven no
 * more than that; for a week from then on what it had before counts as lost. Recovering once more does not make a wait
 * longer that is running, and begins another one after it.
 */
export async function setHold(
  tx: Tx,
  identityId: string,
  { now, until }: { now: number; until: number },
): Promise<void> {
  await tx
    .insertInto('recovery_hold')
    .values({ identity_id: identityId, until })
    .onConflict((conflict) =>
      conflict.column('identity_id').doUpdateSet({ until }).where('recovery_hold.until', '<=', now),
    )
    .execute();
}

/** When the hold of a recovery ends or ended, in milliseconds; null when there was none. */
export async function holdOf(db: Reader, identityId: string): Promise<number | null> {
  const hold = await db
    .selectFrom('recovery_hold')
    .select('until')
    .where('identity_id', '=', identityId)
    .executeTakeFirst();
  return hold?.until ?? null;
}

/** Something else than the mailbox was proven, or the recovery disowned: it means nothing any more. */
export async function clearHold(tx: Tx, identityId: string): Promise<void> {
  await tx.deleteFrom('recovery_hold').where('identity_id', '=', identityId).execute();
}

/** Removes what is kept of a person who goes. */
export async function forgetPerson(tx: Tx, identityId: string): Promise<void> {
  await abandonFlows(tx, identityId);
  await tx.deleteFrom('recovery_hold').where('identity_id', '=', identityId).execute();
}

/** Removes what a person has begun and not finished. */
export async function abandonFlows(tx: Tx, identityId: string): Promise<void> {
  for (const table of ['flow', 'continuity'] as const) {
    await tx.deleteFrom(table).where('identity_id', '=', identityId).execute();
  }
}

/** Removes at most `limit` flows that expired before `time`; answers how many. */
export async function deleteExpiredFlows(tx: Tx, time: number, limit: number): Promise<number> {
  const expired = tx.selectFrom('flow').select('id').where('expires_at', '<', time).limit(limit);
  const { numDeletedRows } = await tx.deleteFrom('flow').where('id', 'in', expired).executeTakeFirst();
  return Number(numDeletedRows);
}

export interface SetupToken {
  /** The owner who gets a new way in; null makes a new owner. */
  identityId: string | null;
}

export async function replaceSetupToken(
  tx: Tx,
  { hash, identityId, expiresAt }: SetupToken & { hash: string; expiresAt: number | null },
): Promise<void> {
  await tx.deleteFrom('setup_token').execute();
  await tx.insertInto('setup_token').values({ hash, identity_id: identityId, expires_at: expiresAt }).execute();
}

export async function findSetupToken(db: Reader, hash: string, now: number): Promise<SetupToken | null> {
  const found = await db
    .selectFrom('setup_token')
    .select(['identity_id', 'expires_at'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (!found || (found.expires_at !== null && found.expires_at <= now)) return null;
  return { identityId: found.identity_id };
}

/** Spends the set-up token exactly once; false for whoever comes second. */
export async function spendSetupToken(tx: Tx, hash: string): Promise<boolean> {
  const spent = await tx.deleteFrom('setup_token').where('hash', '=', hash).returning('hash').executeTakeFirst();
  return spent !== undefined;
}
