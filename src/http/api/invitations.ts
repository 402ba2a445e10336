import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { exceedsOwn } from '../../access/access.ts';
import type { Invitation as Facts, Sent } from '../../invitations/invitations.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { nameOf, namesOf } from './names.ts';
import { type Invitation, InvitationList, InvitationSent, NewInvitation } from './people-shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';

const ListQuery = Type.Object(pageQuery, { additionalProperties: false });

/** Inviting people where registration is not open to everybody. */
export function invitationRoutes(server: Api, app: Application): void {
  const declared = { auth: 'session', permission: 'person.invite' } as const;
  const db = app.store.read;

  async function shown(request: FastifyRequest, invitations: Facts[]): Promise<Invitation[]> {
    const name = await namesOf(
      app,
      invitations.map(({ invitedBy }) => invitedBy),
      request.person!.identity.id,
    );
    const teams = new Map<string, string>();
    for (const id of new Set(invitations.flatMap((each) => each.teams))) {
      const team = await app.access.team(db, id, request.person!.identity.id);
      if (team) teams.set(id, team.name);
    }
    return invitations.map(({ id, email, roles, teams: to, invitedBy, createdAt, expiresAt }) => ({
      id,
      email,
      roles,
      teams: to.flatMap((team) => (teams.has(team) ? [{ id: team, name: teams.get(team)! }] : [])),
      invited_by: { id: invitedBy, name: name(invitedBy) ?? 'Unknown person' },
      created_at: rfc3339(createdAt),
      expires_at: rfc3339(expiresAt),
      expired: expiresAt <= app.clock(),
    }));
  }

  async function answer(request: FastifyRequest, { invitation, link }: Sent): Promise<InvitationSent> {
    app.courier.wake();
    const [view] = await shown(request, [invitation]);
    return { ...view!, link };
  }

  function senderOf({ person, from }: FastifyRequest) {
    const { identity } = person!;
    const address = app.identities.displayName(identity.schemaId, identity.traits, identity.id);
    return { by: identity.id, name: nameOf(identity) ?? address, language: from.language ?? 'en' };
  }

  /** Nobody invites to more than they hold. Throws `unknown_role`, `unknown_team` (400), `role_exceeds_own` (403). */
  async function mayInvite(request: FastifyRequest, tx: Tx, to: Pick<Facts, 'roles' | 'teams'>): Promise<void> {
    const by = request.person!.identity.id;
    for (const role of to.roles) {
      if (!(await app.access.isRole(tx, role))) throw badRequest('unknown_role', 'There is no role of that name.');
    }
    for (const team of to.teams) {
      if (!(await app.access.team(tx, team, by))) throw badRequest('unknown_team', 'There is no such team.');
    }
    if (!(await app.access.mayInvite(tx, by, to))) throw moreThanOwn();
  }

  server.get(
    '/api/invitations',
    {
      config: { ...declared, tier: 1, operation: 'invitation.list' },
      schema: { querystring: ListQuery, response: { 200: InvitationList } },
    },
    async (request) => {
      const { invitations, next } = await app.invitations.list(db, request.query);
      return { invitations: await shown(request, invitations), next_cursor: next };
    },
  );

  server.post(
    '/api/invitations',
    {
      config: { ...declared, tier: 4, operation: 'invitation.create' },
      schema: { body: NewInvitation, response: { 201: InvitationSent } },
    },
    async (request, reply) => {
      const { email, roles = [], teams = [] } = request.body;
      const sent = await change(app, request, async (tx, note) => {
        await mayInvite(request, tx, { roles, teams });
        const result = await app.invitations.invite(tx, { ...senderOf(request), email, roles, teams });
        const { id } = result.invitation;
        // By its id and not by its address: what stands here outlasts the person.
        const details = { roles: roles.join(' '), teams: teams.join(' ') };
        await note({ type: 'invitation.created', resource: `invitation:${id}`, details });
        return result;
      });
      return reply.code(201).send(await answer(request, sent));
    },
  );

  server.post(
    '/api/invitations/:id/resend',
    {
      config: { ...declared, tier: 4, operation: 'invitation.resend' },
      schema: { params: ById, response: { 200: InvitationSent } },
    },
    async (request) => {
      const { id } = request.params;
      const sent = await change(app, request, async (tx, note) => {
        const invitation = isUuid(id) ? await app.invitations.byId(tx, id) : null;
        if (!invitation) throw notFound('invitation');
        await mayInvite(request, tx, invitation);
        const result = await app.invitations.resend(tx, id, senderOf(request));
        await note({ type: 'invitation.sent', resource: `invitation:${id}` });
        return result;
      });
      return answer(request, sent);
    },
  );

  server.delete(
    '/api/invitations/:id',
    {
      config: { ...declared, tier: 2, operation: 'invitation.revoke' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        if (!isUuid(id)) throw notFound('invitation');
        await app.invitations.revoke(tx, id);
        await note({ type: 'invitation.revoked', resource: `invitation:${id}` });
      });
      return reply.code(204).send(null);
    },
  );
}

const moreThanOwn = () => exceedsOwn('You cannot invite somebody to rights that you do not have. Ask an owner.');
