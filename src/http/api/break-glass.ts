import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { rfc3339 } from '../../kernel/clock.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { auditOf } from '../authorize.ts';
import { BreakGlass, Opening, OpenRequest, Review, SealedCodes } from './break-glass-shapes.ts';
import { openingView } from './break-glass-view.ts';
import { change } from './change.ts';
import { holds } from './holds.ts';
import { addressesOf, nameOf } from './names.ts';
import { type Api, ById } from './typed.ts';

/** Who hears of every opening. */
const told = ['owner', 'admin', 'security_officer'];

/** Sealed codes for the day on which the normal way does not work: making, opening and closing them, and the review. */
export function breakGlassRoutes(server: Api, app: Application): void {
  const db = app.store.read;
  const { breakGlass } = app;

  server.post(
    '/api/break-glass/codes',
    {
      config: { operation: 'break_glass.seal', auth: 'session', tier: 4, permission: 'break_glass.seal' },
      schema: { response: { 201: SealedCodes } },
    },
    async (request, reply) => {
      const { codes, seal } = await breakGlass.prepare();
      await change(app, request, async (tx, note) => {
        await seal(tx);
        await note({ type: 'break_glass.sealed', details: { codes: codes.length } });
      });
      const { madeAt } = (await breakGlass.sealed(db))!;
      return reply.code(201).send({ codes, made_at: rfc3339(madeAt) });
    },
  );

  server.get(
    '/api/break-glass',
    {
      config: { operation: 'break_glass.read', auth: 'session', tier: 1, permission: 'break_glass.read' },
      schema: { response: { 200: BreakGlass } },
    },
    async (request) => {
      const codes = await breakGlass.sealed(db);
      const openings = await breakGlass.openings(db);
      const reviews = (await holds(app, request, db, 'break_glass.review', 3)) !== 'no';
      const people = openings.flatMap(({ identityId, review }) => [identityId, ...(review ? [review.by] : [])]);
      const name = await addressesOf(app, people);
      return {
        codes: codes && { made_at: rfc3339(codes.madeAt), total: codes.total, left: codes.left },
        openings: openings.map(({ jars, review, ...opening }) => ({
          ...openingView(opening, name),
          jars,
          review: review && {
            by: { id: review.by, name: name(review.by) },
            at: rfc3339(review.at),
            note: review.note,
          },
          may_review: reviews && !opening.open && review === null && opening.identityId !== request.person!.identity.id,
        })),
      };
    },
  );

  server.post(
    '/api/break-glass/open',
    {
      config: { operation: 'break_glass.open', auth: 'session', tier: 3, permission: 'break_glass.open' },
      schema: { body: OpenRequest, response: { 201: Opening } },
    },
    async (request, reply) => {
      const { identity, session } = request.person!;
      const { code, reason } = request.body;
      const checked = await breakGlass.check(identity.id, code).catch(async (error) => {
        await writeDown(request, error);
        throw error;
      });
      const opening = await change(app, request, async (tx, note) => {
        const opened = await breakGlass.open(tx, { identityId: identity.id, sessionId: session.id, reason, checked });
        await note({ type: 'break_glass.opened', details: { break_glass: opened.id, reason } });
        const who = nameOf(identity) ?? app.identities.displayName(identity.schemaId, identity.traits, identity.id);
        for (const each of await overseers(tx)) {
          const event = { identity: each, who, until: opened.endsAt, origin: request.from };
          await app.notices.breakGlassOpened(tx, event);
        }
        return opened;
      });
      app.courier.wake();
      return reply.code(201).send(openingView(opening, await addressesOf(app, [identity.id])));
    },
  );

  server.post(
    '/api/break-glass/close',
    {
      config: { operation: 'break_glass.close', auth: 'session', tier: 2, permission: 'self' },
      schema: { response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await change(app, request, async (tx, note) => {
        const id = await breakGlass.close(tx, request.person!.session.id);
        await note({ type: 'break_glass.closed', details: { break_glass: id } });
      });
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/break-glass/openings/:id/review',
    {
      config: { operation: 'break_glass.review', auth: 'session', tier: 3, permission: 'break_glass.review' },
      schema: { params: ById, body: Review, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        await breakGlass.review(tx, { id, by: request.person!.identity.id, note: request.body.note });
        await note({ type: 'break_glass.reviewed', details: { break_glass: id } });
      });
      return reply.code(204).send(null);
    },
  );

  /** Everybody who looks after the installation, each once. */
  async function overseers(tx: Tx) {
    const ids = new Set<string>();
    for (const role of told) for (const id of await app.access.peopleWithRole(tx, role)) ids.add(id);
    const people = await Promise.all([...ids].map((id) => app.identities.byId(tx, id)));
    return people.filter((person) => person !== null);
  }

  /** A code that was refused is an event of its own, whatever the reason. */
  async function writeDown(request: FastifyRequest, error: unknown): Promise<void> {
    if (!(error instanceof StingError)) return;
    const event = auditOf(app, request, { type: 'break_glass.failed', outcome: 'denied', reason: error.code });
    await app.audit.record(event, request.from);
  }
}
