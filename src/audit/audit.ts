import type { Origin } from '../kernel/request.ts';
import type { Tx } from '../store/store.ts';
import type { EventType } from './events.ts';

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
  | { intact: true; events: number; head: string }
  | { intact: false; events: number; sequence: number; problem: string };

export interface Audit {
  /** Chains the event inside the caller's transaction: it stays exactly if the change stays. */
  append(tx: Tx, event: AuditEvent, origin: Origin): Promise<void>;
  /** Chains the event in a transaction of its own, for refusals. */
  record(event: AuditEvent, origin: Origin): Promise<void>;
  /** Counts a malformed or throttled anonymous request; written once per minute, address and code. */
  count(code: string, origin: Origin): void;
  list(filter: EventFilter): Promise<{ events: ChainedEvent[]; next_cursor: string | null }>;
  verify(): Promise<Verification>;
  /** Writes sequence and hash of the head to the checkpoint file outside the database. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}
