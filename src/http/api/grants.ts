import { Type } from 'typebox';
import type { AccessEntry as Entry } from '../../access/access.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { instant } from './instant.ts';
import { addressesOf } from './names.ts';
import { onJar } from './on-jar.ts';
import { type AccessEntry, AccessList, Grant, NewGrant } from './shapes.ts';
import { type Api, ById } from './typed.ts';

const ByGrant = Type.Object({ id: Type.String(), grant: Type.String() });

/** Who has access to a jar and why: only for those who may share it, because it names people. */
export function grantRoutes(server: Api, app: Application): void {
  server.get(
    '/api/jars/:id/grants',
    {
      config: { ...onJar('grant.list', 'share'), byKey: true },
      schema: { params: ById, response: { 200: AccessList } },
    },
    async (request) => {
      const entries = await app.access.entries(app.store.read, request.params.id);
      const people = entries.flatMap(({ subject }) => (subject.type === 'user' ? (subject.id ?? []) : []));
      const person = await addressesOf(app, people);
      const teams = new Map<string, string>();
      for (const { subject } of entries) {
        if (subject.type !== 'team' || subject.id === null) continue;
        const team = await app.access.team(app.store.read, subject.id, request.person!.identity.id);
        if (team) teams.set(team.id, team.name);
      }
      // A role is named by its id.
      const nameOf = { user: person, team: (id: string) => teams.get(id) ?? null, role: (id: string) => id };
      return { entries: entries.map((entry) => shown(entry, (type, id) => nameOf[type](id))) };
    },
  );

  server.post(
    '/api/jars/:id/grants',
    {
      config: onJar('grant.create', 'share'),
      schema: { params: ById, body: NewGrant, response: { 201: Grant } },
    },
    async (request, reply) => {
      const { subject, relation, expires_at } = request.body;
      const init = {
        jarId: request.params.id,
        by: request.person!.identity.id,
        subject,
        relation,
        expiresAt: expires_at === undefined ? null : instant(expires_at, 'expires_at'),
      };
      const grant = await change(app, request, async (tx, note) => {
        const created = await app.access.grant(tx, init);
        const details = { grant: created.id, relation, subject: 'email' in subject ? subject.email : subject.id };
        await note({ type: 'grant.created', details: { ...details, subject_type: subject.type } });
        return created;
      });
      return reply.code(201).send({
        id: grant.id,
        // An address stays an address: whether it is anybody's is not for the one who shares to learn.
        subject: 'email' in subject ? { type: 'user', id: null, email: grant.subject.email } : grant.subject,
        relation: grant.relation,
        expires_at: grant.expiresAt === null ? null : rfc3339(grant.expiresAt),
        created_at: rfc3339(grant.createdAt),
      });
    },
  );

  server.delete(
    '/api/jars/:id/grants/:grant',
    {
      config: { ...onJar('grant.remove', 'share'), byKey: true },
      schema: { params: ByGrant, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id, grant } = request.params;
      await change(app, request, async (tx, note) => {
        if (!(await app.access.revoke(tx, id, grant))) throw notFound('grant');
        await note({ type: 'grant.removed', details: { grant } });
      });
      return reply.code(204).send(null);
    },
  );
}

type NameOf = (type: 'user' | 'team' | 'role', id: string) => string | null;

function shown({ subject, relation, because, grant }: Entry, nameOf: NameOf): AccessEntry {
  const { type, id, email } = subject;
  const name = type === 'everyone' || id === null ? null : nameOf(type, id);
  return {
    // An address stays an address: whether it is anybody's is not for the one who shares to learn.
    subject: email === null ? { type, id, name } : { type, id: null, name: email },
    relation,
    because,
    grant_id: grant?.id ?? null,
    expires_at: grant?.expiresAt == null ? null : rfc3339(grant.expiresAt),
  };
}
