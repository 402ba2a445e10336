import { Type } from 'typebox';
import { StingError } from '../../kernel/errors.ts';
import { blocked } from '../account-deletion.ts';
import type { Application } from '../application.ts';
import { Ended } from './account-shapes.ts';
import { change } from './change.ts';
import { administered, personOf } from './people.ts';
import { FactorReset, FactorsReset } from './people-shapes.ts';
import { personTiers } from './person-view.ts';
import { resetFactors } from './reset-factors.ts';
import { type Api, ById } from './typed.ts';

/** Shutting people out, letting them in again and helping them back in. */
export function peopleChangeRoutes(server: Api, app: Application): void {
  const declared = (permission: keyof typeof personTiers, operation: string = permission) =>
    ({ operation, auth: 'session', tier: personTiers[permission], permission }) as const;
  const nothing = { params: ById, response: { 204: Type.Null() } };

  server.post(
    '/api/people/:id/suspend',
    { config: declared('person.suspend'), schema: nothing },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const person = await administered(app, tx, request, id);
        if (person.state === 'inactive') {
          if ((await app.identities.deletionDueAt(tx, id)) !== null) throw accountClosed();
          return;
        }
        if ((await app.access.dependents(tx, id)).lastOwner) throw blocked([{ code: 'last_owner' }]);
        await app.identities.setState(tx, id, 'inactive');
        await app.abandonPending(tx, id);
        const sessions = await app.sessions.revokeAll(tx, id);
        await note({ type: 'person.suspended', resource: `identity:${id}`, details: { sessions } });
      });
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/people/:id/resume',
    { config: declared('person.suspend', 'person.resume'), schema: nothing },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const person = await administered(app, tx, request, id);
        if ((await app.identities.deletionDueAt(tx, id)) !== null) throw accountClosed();
        if (person.state === 'active') return;
        await app.identities.setState(tx, id, 'active');
        await note({ type: 'person.resumed', resource: `identity:${id}` });
      });
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/people/:id/end-sessions',
    { config: declared('person.end_sessions'), schema: { params: ById, response: { 200: Ended } } },
    (request) =>
      change(app, request, async (tx, note) => {
        const { id } = request.params;
        // Of anybody: whoever it was signs in again, and a taken-over account of an owner must not have to wait.
        await personOf(app, tx, id);
        const count = await app.sessions.revokeAll(tx, id, request.person!.session.id);
        await note({ type: 'session.revoked', resource: `identity:${id}`, details: { count } });
        return { count };
      }),
  );

  server.delete(
    '/api/people/:id/api-keys',
    {
      config: declared('person.end_sessions', 'person.revoke_api_keys'),
      schema: { params: ById, response: { 200: Ended } },
    },
    async (request) => {
      const revoked = await change(app, request, async (tx, note) => {
        const { id } = request.params;
        // Of anybody, as with sessions.
        const person = await personOf(app, tx, id);
        const count = await app.apiKeys.revokeAll(tx, id);
        if (count === 0) return { count };
        await note({ type: 'api_keys.revoked', resource: `identity:${id}`, details: { count } });
        const happened = { type: 'api_keys.revoked' } as const;
        await app.notices.byOperator(tx, { identity: person, happened, origin: request.from });
        return { count };
      });
      app.courier.wake();
      return revoked;
    },
  );

  server.post(
    '/api/people/:id/reset-mfa',
    {
      config: declared('person.reset_factors'),
      // No body is the same as an empty one.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: { params: ById, body: FactorReset, response: { 200: FactorsReset } },
    },
    async (request) => {
      const reset = await change(app, request, async (tx, note) => {
        const person = await administered(app, tx, request, request.params.id);
        return resetFactors(app, tx, { person, factors: request.body.factors, origin: request.from, note });
      });
      app.courier.wake();
      return reset;
    },
  );
}

const accountClosed = () =>
  new StingError({
    code: 'account_closed',
    status: 409,
    message: 'This person closed their account themselves. Only they can take that back, from the mail that they got.',
  });
