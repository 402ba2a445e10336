import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Team as TeamFacts } from '../../access/access.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { holds } from './holds.ts';
import { NewTeam, Team, TeamChange, TeamList } from './people-shapes.ts';
import { type Api, ById, pageQuery } from './typed.ts';

const ListQuery = Type.Object(pageQuery, { additionalProperties: false });

/** Teams: everybody knows those that they are in, and whoever looks after teams knows all. */
export function teamRoutes(server: Api, app: Application): void {
  const db = app.store.read;
  const manage = { auth: 'session', permission: 'team.manage' } as const;

  const shown = ({ id, name, members, createdAt, my }: TeamFacts, all: boolean): Team => ({
    id,
    name,
    members,
    created_at: rfc3339(createdAt),
    my: { place: my, manages: all || my === 'manager' },
  });

  async function shownOne(request: FastifyRequest, id: string): Promise<Team> {
    const team = await app.access.team(db, id, request.person!.identity.id);
    if (!team) throw notFound('team');
    return shown(team, true);
  }

  server.get(
    '/api/teams',
    {
      config: {
        operation: 'team.list',
        auth: 'session',
        tier: 1,
        permission: 'self',
        beyondAccount: true,
        byKey: true,
      },
      schema: { querystring: ListQuery, response: { 200: TeamList } },
    },
    async (request) => {
      const identityId = request.person!.identity.id;
      const all = (await holds(app, request, db, 'team.read')) === 'yes';
      const manages = (await holds(app, request, db, 'team.manage')) !== 'no';
      const { teams, next } = await app.access.listTeams(db, { ...request.query, identityId, own: !all });
      return { teams: teams.map((team) => shown(team, manages)), next_cursor: next, may_manage: manages };
    },
  );

  server.post(
    '/api/teams',
    {
      config: { ...manage, tier: 2, operation: 'team.create', byKey: true },
      schema: { body: NewTeam, response: { 201: Team } },
    },
    async (request, reply) => {
      const { name } = request.body;
      const id = await change(app, request, async (tx, note) => {
        const team = await app.access.createTeam(tx, { name, by: request.person!.identity.id });
        await note({ type: 'team.created', resource: `team:${team}`, details: { name } });
        return team;
      });
      return reply.code(201).send(await shownOne(request, id));
    },
  );

  server.patch(
    '/api/teams/:id',
    {
      config: { ...manage, tier: 2, operation: 'team.rename', byKey: true },
      schema: { params: ById, body: TeamChange, response: { 200: Team } },
    },
    async (request) => {
      const { id } = request.params;
      const { name } = request.body;
      await change(app, request, async (tx, note) => {
        await app.access.renameTeam(tx, id, name);
        await note({ type: 'team.renamed', resource: `team:${id}`, details: { name } });
      });
      return shownOne(request, id);
    },
  );

  server.delete(
    '/api/teams/:id',
    {
      config: { ...manage, tier: 3, operation: 'team.delete' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const result = await app.access.deleteTeam(tx, id);
        if (!result.deleted) {
          const jars = await Promise.all(result.jars.map((jar) => app.jars.get(tx, jar)));
          throw inUse(jars.flatMap((jar) => (jar ? [{ id: jar.id, name: jar.name }] : [])));
        }
        await note({ type: 'team.deleted', resource: `team:${id}` });
      });
      return reply.code(204).send(null);
    },
  );
}

const inUse = (jars: { id: string; name: string }[]) =>
  new StingError({
    code: 'team_in_use',
    status: 409,
    message: 'Honey Jars are open to this team. Their owners have to give them another type first.',
    extensions: { jars },
  });
