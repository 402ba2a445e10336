import type { Clock } from '../kernel/clock.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { uuid } from '../kernel/ids.ts';
import type { Origin } from '../kernel/request.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { link } from './chain.ts';
import { appendCheckpoint, readCheckpoints } from './checkpoints.ts';
import { chainedEvent, entry } from './entry.ts';
import type { EventType } from './events.ts';
import { cursorAt, searchOf } from './filter.ts';
import { Refusals, refusalEvent } from './refusals.ts';
import { head, insert, search } from './store.ts';
import { verifyChain } from './verify.ts';

export type { EventType } from './events.ts';

/** What happened, in the words of the caller. Never put a secret, code or token here. */
export interface AuditEvent {
  type: EventType;
  outcome: 'success' | 'failure' | 'denied';
  /** Identity id of who did it; null when nobody is known. */
  actor?: string | null;
  /** Session id (not its token). */
  session?: string | null;
  operation?: string;
  /** `jar:<id>`, `identity:<id>`, ... */
  resource?: string | null;
  /** Stable code of the refusal. */
  reason?: string;
  assurance?: string;
  methods?: readonly string[];
  details?: Record<string, string | number | boolean | null>;
}

/** An event as it stands in the chain. */
export interface ChainedEvent extends Required<Pick<AuditEvent, 'type' | 'outcome'>> {
  /** Position in the chain, from 1; the row's key. */
  sequence: number;
  id: string;
  time: string;
  actor: string | null;
  session: string | null;
  operation: string | null;
  resource: string | null;
  reason: string | null;
  assurance: string | null;
  methods: string[];
  details: Record<string, unknown>;
  request_id: string;
  ip: string;
  user_agent: string;
  previous_hash: string;
  hash: string;
}

export interface EventFilter {
  actor?: string;
  type?: EventType;
  outcome?: AuditEvent['outcome'];
  resource?: string;
  /** RFC 3339 bounds, inclusive and exclusive. */
  since?: string;
  until?: string;
  /** Newest first; answer pages of at most this many. */
  limit: number;
  /** Opaque, from the previous page. */
  cursor?: string;
}

/** `intact`, or the first row that does not fit, by its key and in a sentence. */
export type Verification =
  | { intact: true; events: number; head: string /** Up to which event a checkpoint vouches. */; checked: number }
  | { intact: false; events: number; sequence: number; problem: string };

export interface Audit {
  /** Chains the event inside the caller's transaction: it stays exactly if the change stays. */
  append(tx: Tx, event: AuditEvent, origin: Origin): Promise<void>;
  /** Chains the event in a transaction of its own, for refusals. */
  record(event: AuditEvent, origin: Origin): Promise<void>;
  /** Counts a malformed or throttled anonymous request; written once per minute, address and code. */
  count(code: string, origin: Origin): void;
  /** Writes the counts of the minutes that are over, or of the unfinished one too. Call it once a minute. */
  flush(init?: { unfinished?: boolean }): Promise<void>;
  /** Throws `invalid_filter` (400). */
  list(filter: EventFilter): Promise<{ events: ChainedEvent[]; next_cursor: string | null }>;
  /** Walks the whole chain. Throws when the checkpoint file is there but cannot be read. */
  verify(): Promise<Verification>;
  /** Writes sequence and hash of the head to the checkpoint file outside the database, unless it did so already. */
  checkpoint(): Promise<void>;
  /** Writes the counts of refusals and a checkpoint. Call it before the store is closed. */
  close(): Promise<void>;
}

/** Events between two checkpoints that a running server writes by itself. */
const checkpointInterval = 1000;

interface AuditInit {
  store: Store;
  clock: Clock;
  random: Random;
  /** Which machine a checkpoint comes from. */
  node: string;
  /** Keep it where whoever can change the database cannot change this file too. */
  checkpointFile: string;
  /** Hears when a checkpoint between requests failed; it is tried again 1000 events later and when the server stops. */
  onCheckpointError?: (error: Error) => void;
}

/**
 * One hash chain over all events of an installation. Whoever changes, removes or reorders events in the database breaks
 * it; whoever writes it anew contradicts the checkpoints.
 */
export function createAudit({
  store,
  clock,
  random,
  node,
  checkpointFile,
  onCheckpointError = (error) => process.emitWarning(error),
}: AuditInit): Audit {
  const refusals = new Refusals(clock);
  let background: Promise<void> = Promise.resolve();
  let lastCheckpoint: string | null = null;

  async function append(tx: Tx, event: AuditEvent, origin: Origin): Promise<void> {
    const row = link(entry(event, origin, { id: uuid(random), time: clock() }), await head(tx));
    await insert(tx, row);
    // The transaction is still open, so this takes in what is committed by then; the exact event does not matter.
    if (row.sequence % checkpointInterval === 0) background = background.then(checkpoint).catch(onCheckpointError);
  }

  async function checkpoint(): Promise<void> {
    const last = await head(store.read);
    if (!last || last.hash === lastCheckpoint) return;
    appendCheckpoint(checkpointFile, { time: rfc3339(clock()), node, ...last });
    lastCheckpoint = last.hash;
  }

  async function writeRefusals(all: boolean): Promise<void> {
    const buckets = refusals.take(all);
    if (buckets.length === 0) return;
    try {
      await store.write(async (tx) => {
        for (const bucket of buckets) await append(tx, refusalEvent(bucket), bucket.origin);
      });
    } catch (error) {
      refusals.giveBack(buckets);
      throw error;
    }
  }

  return {
    append,
    record: (event, origin) => store.write((tx) => append(tx, event, origin)),
    count: (code, origin) => refusals.add(code, origin),
    flush: ({ unfinished = false } = {}) => writeRefusals(unfinished),
    async list(filter) {
      const rows = await search(store.read, searchOf(filter));
      const next = rows.length > filter.limit ? rows[filter.limit - 1]! : null;
      return {
        events: rows.slice(0, filter.limit).map(chainedEvent),
        next_cursor: next && cursorAt(next.sequence),
      };
    },
    verify: async () => verifyChain(store.read, readCheckpoints(checkpointFile)),
    checkpoint,
    async close() {
      await writeRefusals(true);
      await background;
      await checkpoint();
    },
  };
}
