import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { gradingOf, type Listed, type Session, sessionWire } from '../../sessions/sessions.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { offsetLinks, offsetOf, pageOf, tokenLinks, tokenOf } from '../pagination.ts';

const declared = { auth: 'admin', permission: 'operator', contract: 'kratos' } as const;
const expandable = { ...declared, tier: 1, repeats: ['expand'] } as const;

const Ids = Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1000 });
const ManageSessions = Type.Object(
  { action: Type.Enum(['disable', 'delete']), sessions: Type.Optional(Ids), identities: Type.Optional(Ids) },
  { additionalProperties: false },
);

/** Everybody's sessions, for the operator (wire contract 2.3 and 14.3). */
export function adminSessionRoutes(server: FastifyInstance, app: Application): void {
  const { config, store, sessions, identities } = app;
  const grading = gradingOf(config);

  server.get(
    '/admin/sessions',
    { config: { ...expandable, operation: 'session.list_all' } },
    async (request, reply) => {
      const { size, token } = tokenOf(request);
      const expand = expandOf(request);
      const page = await sessions.page(store.read, { active: activeOf(request), limit: size, cursor: token });
      reply.header('link', tokenLinks(request, size, page.next));
      return page.sessions.map((listed) => shown(listed, expand));
    },
  );

  server.post(
    '/admin/sessions',
    { config: { ...declared, operation: 'session.end_many', tier: 3 }, schema: { body: ManageSessions } },
    async (request) => {
      const { action, sessions: ids, identities: people } = request.body as Static<typeof ManageSessions>;
      const chosen = ids ? { sessions: ids } : people ? { identities: people } : null;
      if (!chosen || (ids && people)) throw badRequest('invalid_input', 'Name sessions or identities, one of the two.');
      return store.write(async (tx) => {
        const { ended, more } = await sessions.end(tx, chosen, action);
        await writeDown(tx, request, ended);
        return { processed: ended.length, more };
      });
    },
  );

  server.get('/admin/sessions/:id', { config: { ...expandable, operation: 'session.read' } }, async (request) =>
    shown(await listed(idOf(request)), expandOf(request)),
  );

  server.delete(
    '/admin/sessions/:id',
    { config: { ...declared, operation: 'session.disable', tier: 3 } },
    async (request, reply) => {
      const id = idOf(request);
      await store.write(async (tx) => {
        if (!(await sessions.byId(tx, id))) throw notFound('session');
        await writeDown(tx, request, (await sessions.end(tx, { sessions: [id] }, 'disable')).ended);
      });
      return reply.code(204).send();
    },
  );

  server.patch(
    '/admin/sessions/:id/extend',
    { config: { ...declared, operation: 'session.extend', tier: 3 } },
    async (request, reply) => {
      const id = idOf(request);
      await store.write(async (tx) => {
        const { identityId } = await sessions.extend(tx, id);
        const event = { type: 'admin.used', outcome: 'success', operation: 'session.extend' } as const;
        await app.audit.append(tx, { ...event, resource: `identity:${identityId}`, details: { id } }, request.from);
      });
      if (config['feature_flags.faster_session_extend']) return reply.code(204).send();
      return shown(await listed(id));
    },
  );

  server.get(
    '/admin/identities/:id/sessions',
    { config: { ...declared, operation: 'identity.sessions', tier: 1 } },
    async (request, reply) => {
      const identity = await identities.byId(store.read, idOf(request));
      if (!identity) throw notFound('identity');
      const active = activeOf(request);
      const works = (session: Session) => session.active && identity.state === 'active';
      const kept = await sessions.listKept(store.read, identity.id);
      const found = kept.filter((session) => active === undefined || works(session) === active);
      const offset = offsetOf(request);
      reply.header('x-total-count', found.length).header('link', offsetLinks(request, offset, found.length));
      return pageOf(found, offset).map((session) => shown({ session, identity }));
    },
  );

  server.delete(
    '/admin/identities/:id/sessions',
    { config: { ...declared, operation: 'identity.end_sessions', tier: 3 } },
    async (request, reply) => {
      const chosen = { identities: [idOf(request)] };
      await store.write(async (tx) => {
        const all: Ended[] = [];
        for (let more = true; more; ) {
          const batch = await sessions.end(tx, chosen, 'delete');
          all.push(...batch.ended);
          more = batch.more;
        }
        if (all.length === 0) throw notFound('session');
        await writeDown(tx, request, all);
      });
      return reply.code(204).send();
    },
  );

  async function listed(id: string): Promise<Listed> {
    const session = await sessions.byId(store.read, id);
    const identity = session && (await identities.byId(store.read, session.identityId));
    if (!identity) throw notFound('session');
    return { session, identity };
  }

  /** One event for each person, so that their history tells what happened to them. */
  async function writeDown(tx: Tx, request: FastifyRequest, ended: Ended[]): Promise<void> {
    const { operation = '' } = request.routeOptions.config;
    for (const [person, theirs] of Map.groupBy(ended, ({ identityId }) => identityId)) {
      const details = { sessions: theirs.length, ...(theirs.length === 1 ? { ended: theirs[0]!.id } : {}) };
      const event = { type: 'session.revoked', outcome: 'success', operation, resource: `identity:${person}` } as const;
      await app.audit.append(tx, { ...event, details }, request.from);
    }
  }

  /** A session as the operator sees it, with what was asked for beside it; with everything when nothing can be asked. */
  function shown(listed: Listed, expand: ReadonlySet<string> = new Set(expansions)) {
    const { identity, devices, ...session } = sessionWire(listed, grading);
    return {
      ...session,
      ...(expand.has('identity') ? { identity } : {}),
      ...(expand.has('devices') ? { devices } : {}),
    };
  }
}

type Ended = Pick<Session, 'id' | 'identityId'>;

const expansions = ['identity', 'devices'];

const idOf = ({ params }: FastifyRequest) => (params as { id: string }).id;

/** `expand=Identity&expand=Devices`, in any case, as clients write both. */
function expandOf({ query }: FastifyRequest): ReadonlySet<string> {
  const { expand = [] } = query as { expand?: string | string[] };
  const wanted = [expand].flat().map((name) => name.toLowerCase());
  if (!wanted.every((name) => expansions.includes(name))) {
    throw badRequest('invalid_input', 'Only “Identity” and “Devices” can be expanded.');
  }
  return new Set(wanted);
}

function activeOf({ query }: FastifyRequest): boolean | undefined {
  const { active } = query as { active?: string };
  if (active === undefined || active === 'true' || active === 'false') return active && active === 'true';
  throw badRequest('invalid_input', '“active” is true or false.');
}
