import { Type } from 'typebox';
import type { Jar, Transfer } from '../../jars/jars.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { Accepted, CurrentTransfer, NewTransfer, OfferList, Transfer as TransferShape } from './jar-shapes.ts';
import { namesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { type Api, ById } from './typed.ts';

/** Giving a jar to somebody else: offered by its owner, and theirs once they accept. */
export function transferRoutes(server: Api, app: Application): void {
  const db = app.store.read;
  const { transfers } = app.jars;

  const shown = ({ id, to, createdAt, expiresAt }: Transfer) => ({
    id,
    to,
    created_at: rfc3339(createdAt),
    expires_at: rfc3339(expiresAt),
  });

  server.get(
    '/api/jars/:id/transfer',
    {
      config: { ...onJar('transfer.read', 'administer'), byKey: true },
      schema: { params: ById, response: { 200: CurrentTransfer } },
    },
    async (request) => {
      const transfer = await transfers.of(db, request.params.id);
      return { transfer: transfer && shown(transfer) };
    },
  );

  server.post(
    '/api/jars/:id/transfer',
    {
      config: onJar('transfer.offer', 'administer'),
      schema: { params: ById, body: NewTransfer, response: { 201: TransferShape } },
    },
    async (request, reply) => {
      const { to } = request.body;
      const init = { jarId: request.params.id, by: request.person!.identity.id, to };
      const transfer = await change(app, request, async (tx, note) => {
        const offered = await transfers.offer(tx, init);
        await note({ type: 'transfer.offered', details: { transfer: offered.id, ...offered.to } });
        const recipient = 'id' in to ? to.id : (await app.identities.byAddress(tx, to.email))?.id;
        if (recipient) await app.jarNews.tell(tx, { identityId: recipient, what: 'transfer_offered', jarId: null });
        return offered;
      });
      return reply.code(201).send(shown(transfer));
    },
  );

  server.delete(
    '/api/jars/:id/transfer',
    {
      config: onJar('transfer.withdraw', 'administer'),
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await change(app, request, async (tx, note) => {
        if (!(await transfers.withdraw(tx, request.params.id))) throw notFound('offer');
        await note({ type: 'transfer.withdrawn' });
      });
      return reply.code(204).send(null);
    },
  );

  const mine = { auth: 'session', permission: 'self' } as const;
  server.get(
    '/api/me/transfers',
    {
      config: { ...mine, operation: 'transfer.list', tier: 1, beyondAccount: true, byKey: true },
      schema: { response: { 200: OfferList } },
    },
    async (request) => {
      const subject = request.person!.identity.id;
      const offers = await transfers.to(db, subject);
      const name = await namesOf(
        app,
        offers.map(({ transfer }) => transfer.offeredBy),
        subject,
      );
      const offered = ({ id, name, description, type, sensitivity, documents }: Jar) => ({
        id,
        name,
        description,
        type,
        sensitivity,
        documents,
      });
      return {
        transfers: offers.map(({ transfer: { id, offeredBy, createdAt, expiresAt }, jar }) => ({
          id,
          jar: offered(jar),
          from: { id: offeredBy, name: name(offeredBy) ?? 'Unknown person' },
          created_at: rfc3339(createdAt),
          expires_at: rfc3339(expiresAt),
        })),
      };
    },
  );

  server.post(
    '/api/me/transfers/:id/accept',
    {
      // Whoever may have a jar of their own may take one over.
      config: { auth: 'session', operation: 'transfer.accept', tier: 2, permission: 'jar.create' },
      schema: { params: ById, response: { 200: Accepted } },
    },
    (request) =>
      change(app, request, async (tx, note) => {
        const accepted = await transfers.accept(tx, request.params.id, request.person!.identity.id);
        if (!accepted) throw notFound('offer');
        const { transfer, jar } = accepted;
        const details = { transfer: transfer.id, from: transfer.offeredBy, to: jar.ownerId };
        await note({ type: 'transfer.accepted', resource: `jar:${jar.id}`, details });
        await app.jarNews.tell(tx, { identityId: transfer.offeredBy, what: 'transfer_accepted', jarId: jar.id });
        return { jar: { id: jar.id, name: jar.name } };
      }),
  );

  server.post(
    '/api/me/transfers/:id/decline',
    {
      config: { ...mine, operation: 'transfer.decline', tier: 2 },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await change(app, request, async (tx, note) => {
        const declined = await transfers.decline(tx, request.params.id, request.person!.identity.id);
        if (!declined) throw notFound('offer');
        const { id, jarId, offeredBy } = declined;
        await note({ type: 'transfer.declined', resource: `jar:${jarId}`, details: { transfer: id, from: offeredBy } });
        await app.jarNews.tell(tx, { identityId: offeredBy, what: 'transfer_declined', jarId });
      });
      return reply.code(204).send(null);
    },
  );
}
