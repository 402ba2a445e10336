import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { exceedsOwn } from '../../access/access.ts';
import type { Identity } from '../../identity/identity.ts';
import { badRequest, notFound, StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { checkedTraits } from '../admin/identity-traits.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { findPeople } from './people-list.ts';
import { PersonChange, PersonInFull, PersonList } from './people-shapes.ts';
import { personInFull, personTiers, personView } from './person-view.ts';
import { type Api, ById, pageQuery } from './typed.ts';

const ListQuery = Type.Object(
  {
    ...pageQuery,
    q: Type.Optional(Type.String({ maxLength: 120 })),
    role: Type.Optional(Type.String({ maxLength: 40 })),
    state: Type.Optional(Type.Enum(['active', 'suspended'])),
  },
  { additionalProperties: false },
);

/** Throws `not_found` (404). */
export async function personOf({ identities }: Application, db: Reader, id: string): Promise<Identity> {
  const identity = isUuid(id) ? await identities.byId(db, id) : null;
  if (!identity) throw notFound('person');
  return identity;
}

/**
 * The person that a change is about, as its transaction sees them. Nobody administers themselves, nor whoever may do more
 * than they themselves. Throws `own_account`, `role_exceeds_own` (403), `not_found` (404).
 */
export async function administered(app: Application, tx: Tx, request: FastifyRequest, id: string): Promise<Identity> {
  const person = await personOf(app, tx, id);
  const by = request.person!.identity.id;
  if (by === id) throw ownAccount();
  if (!(await app.access.covers(tx, by, id))) throw moreThanOwn();
  return person;
}

/** Whoever looks after people finds, sees and changes them here. */
export function peopleRoutes(server: Api, app: Application): void {
  const view = { auth: 'session', tier: 1, permission: 'person.read' } as const;

  server.get(
    '/api/people',
    {
      config: { ...view, operation: 'person.list' },
      schema: { querystring: ListQuery, response: { 200: PersonList } },
    },
    async ({ query }) => {
      if (query.role !== undefined && !(await app.access.isRole(app.store.read, query.role))) {
        throw badRequest('unknown_role', 'There is no role of that name.');
      }
      const { people, next } = await findPeople(app, query);
      return { people: await Promise.all(people.map((each) => personView(app, each))), next_cursor: next };
    },
  );

  server.get(
    '/api/people/:id',
    {
      config: { ...view, operation: 'person.read' },
      schema: { params: ById, response: { 200: PersonInFull } },
    },
    async (request) => personInFull(app, request, await personOf(app, app.store.read, request.params.id)),
  );

  server.patch(
    '/api/people/:id',
    {
      config: {
        operation: 'person.change',
        auth: 'session',
        tier: personTiers['person.change'],
        permission: 'person.change',
      },
      schema: { params: ById, body: PersonChange, response: { 200: PersonInFull } },
    },
    async (request) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const before = await administered(app, tx, request, id);
        const traits = checkedTraits(app, before.schemaId, request.body.traits);
        if (waysIn(app, before.schemaId, traits) !== waysIn(app, before.schemaId, before.traits)) {
          throw addressProtected();
        }
        const after = await app.identities.updateTraits(tx, id, traits, false);
        await note({ type: 'person.changed', resource: `identity:${id}` });
        const happened = { type: 'identity.changed' } as const;
        await app.notices.byOperator(tx, { identity: after, happened, origin: request.from });
      });
      app.courier.wake();
      return personInFull(app, request, await personOf(app, app.store.read, id));
    },
  );
}

/**
 * By what of these traits somebody gets in: each address with the trait that holds it and what it is good for, and the
 * names that are typed to sign in.
 */
function waysIn({ identities }: Application, schemaId: string, traits: Record<string, unknown>): string {
  const addresses = identities.declaredAddresses(schemaId, traits);
  const uses = addresses.map(({ path, value, code, recovery }) => [path, value, code, recovery]);
  const names = [identities.passwordIdentifiers(schemaId, traits), identities.webauthnIdentifiers(schemaId, traits)];
  return JSON.stringify([uses, ...names.map((each) => each.toSorted())]);
}

const ownAccount = () =>
  new StingError({
    code: 'own_account',
    status: 403,
    message: 'You cannot administer yourself. Use your account page, or ask somebody else.',
  });

const moreThanOwn = () => exceedsOwn('This person may do more here than you. Ask an owner.');

const addressProtected = () =>
  new StingError({
    code: 'address_protected',
    status: 403,
    message: 'Only the person themselves changes their addresses: whoever has one can get in.',
  });
