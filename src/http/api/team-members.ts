import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Team } from '../../access/access.ts';
import { canonicalEmail } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest, notFound, StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Reader } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { holds } from './holds.ts';
import { addressesOf, namesOf } from './names.ts';
import { Member, MemberList, NewMember } from './people-shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';

const ListQuery = Type.Object(pageQuery, { additionalProperties: false });
const ByMember = Type.Object({ id: Type.String(), person: Type.String() });

interface Place {
  team: Team;
  /** The policies let the person change any team. */
  administers: boolean;
  /** They may say who is in this one. */
  manages: boolean;
}

/** Who is in a team. Its managers say so, and whoever looks after teams; the others in it see who they are. */
export function teamMemberRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', permission: 'self', beyondAccount: true } as const;

  /** A team that one has nothing to do with answers as one that does not exist. Throws `not_found` (404). */
  async function placeIn(request: FastifyRequest, db: Reader, id: string, needs: 'see' | 'manage'): Promise<Place> {
    const team = await app.access.team(db, id, request.person!.identity.id);
    const may = async (permission: string) => (await holds(app, request, db, permission)) !== 'no';
    const administers = await may('team.manage');
    const sees = team?.my != null || administers || (await may('team.read'));
    if (!team || !sees) throw notFound('team');
    const manages = administers || team.my === 'manager';
    if (needs === 'manage' && !manages) throw managersOnly();
    return { team, administers, manages };
  }

  server.get(
    '/api/teams/:id/members',
    {
      config: { ...self, tier: 1, operation: 'team.members' },
      schema: { params: ById, querystring: ListQuery, response: { 200: MemberList } },
    },
    async (request) => {
      const db = app.store.read;
      const { id } = request.params;
      const { manages } = await placeIn(request, db, id, 'see');
      const { members, next } = await app.access.members(db, id, request.query);
      const ids = members.map(({ identityId }) => identityId);
      const name = await namesOf(app, ids, request.person!.identity.id);
      const address = manages ? await addressesOf(app, ids) : () => null;
      return {
        members: members.map(({ identityId, manager, joinedAt }) => ({
          id: identityId,
          name: name(identityId) ?? 'Unknown person',
          address: address(identityId),
          manager,
          joined_at: rfc3339(joinedAt),
        })),
        next_cursor: next,
      };
    },
  );

  server.post(
    '/api/teams/:id/members',
    {
      config: { ...self, tier: 3, operation: 'team.add_member' },
      schema: { params: ById, body: NewMember, response: { 201: Member } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { manager = false } = request.body;
      const added = await change(app, request, async (tx, note) => {
        const { administers } = await placeIn(request, tx, id, 'manage');
        const person = await personNamed(tx, request.body);
        // What is open to the team would be open to them: nobody opens it to themselves.
        if (person === request.person!.identity.id) throw notOneself();
        const before = await app.access.membership(tx, id, person);
        if ((manager || before?.manager) && !administers) throw managersOnly();
        await app.access.joinTeam(tx, id, person, { manager });
        await note({ type: 'team.joined', resource: `team:${id}`, details: { person, manager } });
        return person;
      });
      const member = (await app.access.membership(app.store.read, id, added))!;
      const ids = [added];
      return reply.code(201).send({
        id: added,
        name: (await namesOf(app, ids, ''))(added) ?? 'Unknown person',
        address: (await addressesOf(app, ids))(added),
        manager: member.manager,
        joined_at: rfc3339(member.joinedAt),
      });
    },
  );

  server.delete(
    '/api/teams/:id/members/:person',
    {
      config: { ...self, tier: 2, operation: 'team.remove_member' },
      schema: { params: ByMember, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, person } = request.params;
      await change(app, request, async (tx, note) => {
        const { administers } = await placeIn(request, tx, id, 'manage');
        const member = await app.access.membership(tx, id, person);
        if (!member) throw notFound('member');
        if (member.manager && !administers) throw managersOnly();
        await app.access.leaveTeam(tx, id, person);
        await note({ type: 'team.left', resource: `team:${id}`, details: { person } });
      });
      return reply.code(204).send(null);
    },
  );

  /** An address counts when it is verified: anybody may have registered with it. Throws `unknown_person` (400). */
  async function personNamed(db: Reader, { person, email }: NewMember): Promise<string> {
    if ((person === undefined) === (email === undefined)) {
      throw badRequest('invalid_input', 'Name a person, either by id or by an address.');
    }
    const value = email === undefined ? null : canonicalEmail(email);
    const found = value === null ? null : await app.identities.byAddress(db, value);
    const verified = found?.addresses.some((address) => address.verified && address.value === value);
    const named = isUuid(person) ? await app.identities.byId(db, person) : null;
    const id = named?.id ?? (verified ? found!.id : undefined);
    if (id === undefined) throw badRequest('unknown_person', 'Nobody of that name is known here.');
    return id;
  }
}

const managersOnly = () =>
  new StingError({
    code: 'access_denied',
    status: 403,
    message: 'Who is in a team is for its managers to say, and who manages it for administrators.',
  });

const notOneself = () =>
  new StingError({ code: 'own_account', status: 403, message: 'You cannot add yourself. Ask somebody else.' });
