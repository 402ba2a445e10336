import { Type } from 'typebox';
import { factorOf } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Application } from '../application.ts';
import { FactorList } from './account-shapes.ts';
import { eventList } from './audit.ts';
import { breakGlassOf } from './break-glass-view.ts';
import { shownEnrolment } from './enrolment.ts';
import { factorsOf } from './factors.ts';
import { Me } from './me-shapes.ts';
import { EventList } from './shapes.ts';
import { type Api, pageQuery } from './typed.ts';

/** The person who asks: who they are, how surely that is known, and what happened to their account. */
export function meRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', tier: 1, permission: 'self' } as const;
  const db = app.store.read;

  server.get(
    '/api/me',
    { config: { ...self, operation: 'me.read', unlimited: true }, schema: { response: { 200: Me } } },
    async (request) => {
      const { identity, session } = request.person!;
      const mode = app.config['assurance.mode'];
      const proofs = session.evidence;
      const key = (test: (proof: (typeof proofs)[number]) => boolean) =>
        proofs.some((proof) => factorOf(proof).phishing_resistant && test(proof));
      const permissions = await app.access.permissionsOf(db, { subject: identity.id, from: request.from });
      const newest = Math.max(...proofs.map(({ at }) => at), session.issuedAt);
      return {
        identity: {
          id: identity.id,
          traits: identity.traits,
          display_name: app.identities.displayName(identity.schemaId, identity.traits, identity.id),
        },
        session: {
          id: session.id,
          issued_at: rfc3339(session.issuedAt),
          authenticated_at: rfc3339(session.authenticatedAt),
          expires_at: rfc3339(session.expiresAt),
        },
        assurance: {
          level: level(proofs, mode),
          phishing_resistant: key(() => true),
          device_bound: key((proof) => proof.device_bound),
          user_verified: key((proof) => proof.user_verified),
          age_seconds: Math.max(0, Math.floor((app.clock() - newest) / 1000)),
          evidence: proofs.map((proof) => ({
            method: proof.method,
            level: level([proof], mode),
            user_verified: proof.user_verified,
            verified_at: rfc3339(proof.at),
          })),
        },
        roles: await app.access.rolesOf(db, identity.id),
        permissions,
        teams: await app.access.teamsOf(db, identity.id),
        backup_codes_left: (await app.backupCodes.count(db, identity.id)).left,
        enrolment: shownEnrolment(await app.access.enrolment(db, identity.id, proofs)),
        break_glass: await breakGlassOf(app, db, {
          identityId: identity.id,
          sessionId: session.id,
          oversees: permissions.includes('break_glass.read'),
        }),
      };
    },
  );

  server.get(
    '/api/me/factors',
    { config: { ...self, operation: 'factor.list' }, schema: { response: { 200: FactorList } } },
    async (request) => ({ factors: await factorsOf(app, request.person!.identity) }),
  );

  server.get(
    '/api/me/events',
    {
      config: { ...self, operation: 'me.history' },
      schema: { querystring: Type.Object(pageQuery, { additionalProperties: false }), response: { 200: EventList } },
    },
    async (request) => {
      const { events, next_cursor } = await eventList(app, { ...request.query, actor: request.person!.identity.id });
      return { events: events.map((event) => ({ ...event, details: ownDetails(event.details) })), next_cursor };
    },
  );
}

/** By which rules somebody was refused is for those who may read the rules. */
const ownDetails = ({ policies: _, ...details }: Record<string, unknown>) => details;
