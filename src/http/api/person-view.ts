import type { FastifyRequest } from 'fastify';
import { level } from '../../assurance/level.ts';
import type { Tier } from '../../assurance/tiers.ts';
import type { Identity } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { describeDevice } from '../../sessions/sessions.ts';
import type { Application } from '../application.ts';
import { exceptionOf, shownEnrolment } from './enrolment.ts';
import { enrolledFactors } from './factors.ts';
import { holds } from './holds.ts';
import { nameOf } from './names.ts';
import type { Person, PersonInFull } from './people-shapes.ts';

/** The tier of each operation on a person. */
export const personTiers = {
  'person.change': 3,
  'person.classify': 4,
  'person.suspend': 3,
  'person.end_sessions': 3,
  'person.reset_factors': 4,
  'role.assign': 4,
} as const satisfies Record<PersonInFull['may'][number], Tier>;

/** A person as whoever administers people sees them. */
export async function personView(app: Application, identity: Identity): Promise<Person> {
  const { id, schemaId, traits, createdAt } = identity;
  const closed = identity.state === 'inactive' && (await app.identities.deletionDueAt(app.store.read, id)) !== null;
  return {
    id,
    name: nameOf(identity),
    address: app.identities.displayName(schemaId, traits, id),
    state: identity.state === 'active' ? 'active' : closed ? 'closed' : 'suspended',
    roles: await app.access.rolesOf(app.store.read, id),
    created_at: rfc3339(createdAt),
  };
}

export async function personInFull(
  app: Application,
  request: FastifyRequest,
  identity: Identity,
): Promise<PersonInFull> {
  const db = app.store.read;
  const mode = app.config['assurance.mode'];
  const { id } = identity;
  const { teams } = await app.access.listTeams(db, { identityId: id, own: true, limit: 100 });
  const dueAt = await app.identities.deletionDueAt(db, id);
  return {
    ...(await personView(app, identity)),
    traits: identity.traits,
    addresses: identity.addresses.map(({ value, via, verified }) => ({ value, via, verified })),
    teams: teams.map((team) => ({ id: team.id, name: team.name, manager: team.my === 'manager' })),
    factors: await enrolledFactors(app, id),
    sessions: (await app.sessions.list(db, id)).map((session) => {
      const device = session.devices.at(-1);
      const { browser, system } = describeDevice(device?.userAgent ?? '');
      return {
        id: session.id,
        browser: browser ?? 'Unknown browser',
        system: system ?? 'Unknown system',
        ip: device?.ip ?? '',
        level: level(session.evidence, mode),
        last_seen_at: rfc3339(session.lastSeenAt),
      };
    }),
    enrolment: shownEnrolment(await app.access.enrolment(db, id)),
    enrolment_exception: await exceptionOf(app, id, request.person!.identity.id),
    api_keys: (await app.apiKeys.list(db, id)).filter(({ status }) => status !== 'expired').length,
    delete_at: dueAt === null ? null : rfc3339(dueAt),
    may: await mayDo(app, request, id),
  };
}

/** What the routes would answer, so that nobody is offered what is refused then. */
async function mayDo(app: Application, request: FastifyRequest, about: string): Promise<PersonInFull['may']> {
  const by = request.person!.identity.id;
  if (by === about) return [];
  const covers = await app.access.covers(app.store.read, by, about);
  const may: PersonInFull['may'] = [];
  for (const [permission, tier] of Object.entries(personTiers) as [PersonInFull['may'][number], Tier][]) {
    if (!covers && permission !== 'person.end_sessions') continue;
    if ((await holds(app, request, app.store.read, permission, tier)) !== 'no') may.push(permission);
  }
  return may;
}
