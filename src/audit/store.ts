import type { Insertable, Selectable } from 'kysely';
import type { Reader, Tx } from '../store/store.ts';
import type { AuditEvent, EventFilter } from './audit.ts';
import type { EventType } from './events.ts';

interface AuditEventTable {
  sequence: number;
  id: string;
  /** Milliseconds. */
  time: number;
  type: EventType;
  outcome: AuditEvent['outcome'];
  actor: string | null;
  session: string | null;
  operation: string | null;
  resource: string | null;
  reason: string | null;
  assurance: string | null;
  /** JSON array of strings. */
  methods: string;
  /** JSON object. */
  details: string;
  request_id: string;
  ip: string;
  user_agent: string;
  previous_hash: string;
  hash: string;
}

declare module '../store/store.ts' {
  interface Tables {
    audit_event: AuditEventTable;
  }
}

export type Row = Selectable<AuditEventTable>;

/** The newest event, to which the next one is chained; undefined while there is none. */
export function head(db: Reader): Promise<Pick<Row, 'sequence' | 'hash'> | undefined> {
  return db
    .selectFrom('audit_event')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function insert(tx: Tx, row: Insertable<AuditEventTable>): Promise<void> {
  await tx.insertInto('audit_event').values(row).execute();
}

/**
 * The next rows of the chain in its own order. Numbers are read as text first: whoever tampers may leave one that no
 * JavaScript number holds, and such a row is to be named like any other.
 */
export async function following(db: Reader, sequence: number, limit: number): Promise<Row[]> {
  const rows = await db
    .selectFrom('audit_event')
    .select(['id', 'type', 'outcome', 'actor', 'session', 'operation', 'resource', 'reason', 'assurance'])
    .select(['methods', 'details', 'request_id', 'ip', 'user_agent', 'previous_hash', 'hash'])
    .select(({ cast }) => [cast<string>('sequence', 'text').as('key'), cast<string>('time', 'text').as('at')])
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .limit(limit)
    .execute();
  return rows.map(({ key, at, ...row }) => ({ ...row, sequence: Number(key), time: Number(at) || 0 }));
}

export type Search = Pick<EventFilter, 'actor' | 'type' | 'outcome' | 'resource' | 'limit'> & {
  /** Milliseconds, inclusive and exclusive. */
  since?: number;
  until?: number;
  /** Only rows before this one. */
  before?: number;
};

/** Matching rows, newest first. */
export function search(
  db: Reader,
  { actor, type, outcome, resource, since, until, before, limit }: Search,
): Promise<Row[]> {
  let query = db.selectFrom('audit_event').selectAll().orderBy('sequence', 'desc').limit(limit);
  if (actor !== undefined) query = query.where('actor', '=', actor);
  if (type !== undefined) query = query.where('type', '=', type);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (resource !== undefined) query = query.where('resource', '=', resource);
  if (since !== undefined) query = query.where('time', '>=', since);
  if (until !== undefined) query = query.where('time', '<', until);
  if (before !== undefined) query = query.where('sequence', '<', before);
  return query.execute();
}
