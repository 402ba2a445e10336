import { Type } from 'typebox';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { instant } from './instant.ts';
import type { Me } from './me-shapes.ts';
import { namesOf } from './names.ts';
import { administered } from './people.ts';
import { type EnrolmentException, NewEnrolmentException } from './people-shapes.ts';
import { personTiers } from './person-view.ts';
import { type Api, ById } from './typed.ts';

/** Letting somebody go on for a while without the key that a role asks for, and taking that back. */
export function enrolmentRoutes(server: Api, app: Application): void {
  const declared = { auth: 'session', tier: personTiers['role.assign'], permission: 'role.assign' } as const;
  const path = '/api/people/:id/enrolment-exception';

  server.put(
    path,
    {
      config: { ...declared, operation: 'enrolment.except' },
      schema: { params: ById, body: NewEnrolmentException, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const until = instant(request.body.until, 'until');
      await change(app, request, async (tx, note) => {
        await administered(app, tx, request, id);
        await app.access.exceptFromEnrolment(tx, { identityId: id, by: request.person!.identity.id, until });
        const details = { until: rfc3339(until) };
        await note({ type: 'enrolment.excepted', resource: `identity:${id}`, details });
      });
      return reply.code(204).send(null);
    },
  );

  server.delete(
    path,
    {
      config: { ...declared, operation: 'enrolment.end_exception' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        await administered(app, tx, request, id);
        const ended = await app.access.endEnrolmentException(tx, id);
        if (ended) await note({ type: 'enrolment.exception_ended', resource: `identity:${id}` });
      });
      return reply.code(204).send(null);
    },
  );
}

/** The key that somebody still has to add, on the wire. */
export function shownEnrolment(missing: Awaited<ReturnType<Application['access']['enrolment']>>): Me['enrolment'] {
  return missing && { needs: missing.needs, due_at: rfc3339(missing.dueAt) };
}

/** The exception that holds for a person, with who approved it. `asks` is who wants to know. */
export async function exceptionOf(app: Application, id: string, asks: string): Promise<EnrolmentException | null> {
  const found = await app.access.enrolmentException(app.store.read, id);
  if (found === null) return null;
  const { until, approvedBy, approvedAt } = found;
  const name = await namesOf(app, [approvedBy], asks);
  return {
    until: rfc3339(until),
    approved_by: { id: approvedBy, name: name(approvedBy) ?? 'Unknown person' },
    approved_at: rfc3339(approvedAt),
  };
}
