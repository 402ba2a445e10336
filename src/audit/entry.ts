import canonicalize from 'canonicalize';
import { rfc3339 } from '../kernel/clock.ts';
import type { Origin } from '../kernel/request.ts';
import type { AuditEvent, ChainedEvent } from './audit.ts';
import { clean } from './clean.ts';
import type { Row } from './store.ts';

const identifierLimit = 128;
const resourceLimit = 256;
const addressLimit = 64;
const userAgentLimit = 512;
const methodsLimit = 16;
const detailsLimit = 32;
const detailLimit = 512;

/** What happened, as columns: every text bounded and without control characters. Its place in the chain comes later. */
export function entry(
  event: AuditEvent,
  origin: Origin,
  { id, time }: Pick<Row, 'id' | 'time'>,
): Omit<Row, 'sequence' | 'previous_hash' | 'hash'> {
  return {
    id,
    time,
    type: event.type,
    outcome: event.outcome,
    actor: optional(event.actor, identifierLimit),
    session: optional(event.session, identifierLimit),
    operation: optional(event.operation, identifierLimit),
    resource: optional(event.resource, resourceLimit),
    reason: optional(event.reason, identifierLimit),
    assurance: optional(event.assurance, identifierLimit),
    methods: canonicalize(
      (event.methods ?? []).slice(0, methodsLimit).map((method) => clean(method, identifierLimit)),
    )!,
    details: canonicalize(cleanDetails(event.details ?? {}))!,
    request_id: clean(origin.requestId, identifierLimit),
    ip: clean(origin.ip, addressLimit),
    user_agent: clean(origin.userAgent, userAgentLimit),
  };
}

/** A row as it is shown and exported. */
export function chainedEvent({ time, methods, details, ...row }: Row): ChainedEvent {
  return { ...row, time: rfc3339(time), methods: JSON.parse(methods), details: JSON.parse(details) };
}

function optional(text: string | null | undefined, limit: number): string | null {
  return text === null || text === undefined ? null : clean(text, limit);
}

function cleanDetails(details: NonNullable<AuditEvent['details']>): Record<string, unknown> {
  const members = Object.entries(details).slice(0, detailsLimit);
  return Object.fromEntries(members.map(([name, value]) => [clean(name, identifierLimit), cleanDetail(value)]));
}

function cleanDetail(value: string | number | boolean | null): string | number | boolean | null {
  if (typeof value === 'string') return clean(value, detailLimit);
  // Canonical JSON has no NaN and no infinity, and an odd number is no reason to lose the event.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value;
}
