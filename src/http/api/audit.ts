import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { ChainedEvent, EventFilter, EventType } from '../../audit/audit.ts';
import { eventTypes } from '../../audit/events.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { addressesOf } from './names.ts';
import { AuditVerification, type Event, EventList } from './shapes.ts';
import { type Api, pageQuery } from './typed.ts';

const filter = {
  actor: Type.Optional(Type.String({ maxLength: 128 })),
  type: Type.Optional(Type.Enum(Object.keys(eventTypes) as EventType[])),
  outcome: Type.Optional(Type.Enum(['success', 'failure', 'denied'])),
  resource: Type.Optional(Type.String({ maxLength: 256 })),
  since: Type.Optional(Type.String({ format: 'date-time' })),
  until: Type.Optional(Type.String({ format: 'date-time' })),
};
const EventQuery = Type.Object({ ...filter, ...pageQuery }, { additionalProperties: false });
const ExportQuery = Type.Object(
  { ...filter, format: Type.Optional(Type.Enum(['jsonl'])) },
  { additionalProperties: false },
);

/** Events in one read of the export. */
const exportPage = 500;

/** A page of events with the names of who did it. */
export async function eventList(app: Application, query: EventFilter): Promise<EventList> {
  const { events, next_cursor } = await app.audit.list(query);
  const name = await addressesOf(
    app,
    events.flatMap(({ actor }) => actor ?? []),
  );
  return { events: events.map((event) => shown(event, name)), next_cursor };
}

function shown(
  { session: _, previous_hash: _previous, actor, ...event }: ChainedEvent,
  name: (id: string) => string | null,
): Event {
  return { ...event, actor: actor === null ? null : { id: actor, name: name(actor) } };
}

/** The audit chain, for those whose task it is. */
export function auditRoutes(server: Api, app: Application): void {
  server.get(
    '/api/audit/events',
    {
      config: { operation: 'audit.read', auth: 'session', tier: 3, permission: 'audit.read' },
      schema: { querystring: EventQuery, response: { 200: EventList } },
    },
    (request) => eventList(app, request.query),
  );

  server.post(
    '/api/audit/verify',
    {
      config: { operation: 'audit.verify', auth: 'session', tier: 3, permission: 'audit.verify' },
      schema: { response: { 200: AuditVerification } },
    },
    async (request) => {
      const found = await app.audit.verify();
      return change(app, request, async (_tx, note) => {
        const { intact, events } = found;
        await note({ type: 'audit.verified', outcome: intact ? 'success' : 'failure', details: { intact, events } });
        return intact ? { intact, events } : { intact, events, sequence: found.sequence, problem: found.problem };
      });
    },
  );

  server.get(
    '/api/audit/export',
    {
      config: { operation: 'audit.export', auth: 'session', tier: 3, permission: 'audit.export' },
      schema: { querystring: ExportQuery },
    },
    async (request, reply) => {
      const { format: _, ...query } = request.query;
      await change(app, request, (_tx, note) => note({ type: 'audit.exported', details: query }));
      return reply
        .type('application/jsonl; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.jsonl"')
        .send(Readable.from(lines(app, query), { objectMode: false }));
    },
  );
}

/** One event as JSON a line, whole and newest first: what is appended meanwhile cannot make it endless. */
async function* lines(app: Application, query: Omit<EventFilter, 'limit' | 'cursor'>): AsyncGenerator<string> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await app.audit.list({ ...query, limit: exportPage, ...(cursor === undefined ? {} : { cursor }) });
    for (const event of page.events) yield `${JSON.stringify(event)}\n`;
    cursor = page.next_cursor;
  }
}
