import type { Evidence, Mode } from '../assurance/evidence.ts';
import type { Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Origin } from '../kernel/request.ts';
import { digest, type Random } from '../kernel/secrets.ts';
import { LastUsed } from '../store/last-used.ts';
import type { Store, Tx } from '../store/store.ts';
import { createAdministration } from './administration.ts';
import { withDevice, withProofs } from './history.ts';
import { isLimited, type Limit, stillNeeded } from './limited.ts';
import { firstExpiry, isExtended, isIdle, type Limits, renewedExpiry } from './limits.ts';
import type { Listed, Session, Sessions } from './sessions.ts';
import {
  deleteExpired,
  insertSession,
  revokeSessions,
  rotateSession,
  type StoredSession,
  saveProofs,
  sessionReads,
  writeLastSeen,
} from './store.ts';
import { newToken, tokenHash } from './token.ts';

/** Requests that a page had under way when its token was replaced still find their answer. */
const rotationGraceSeconds = 5;
/** Long enough for the operator to ask after a session that ended. */
const keptAfterExpirySeconds = 30 * 24 * 60 * 60;

interface SessionsInit {
  store: Store;
  identities: Pick<Identities, 'byId'>;
  clock: Clock;
  random: Random;
  limits: Limits;
  mode: Mode;
  /** An operator's extension does nothing while more time than this is left; undefined: it always may. */
  earliestExtendSeconds?(): number | undefined;
}

export function createSessions({
  store,
  identities,
  clock,
  random,
  limits,
  mode,
  earliestExtendSeconds = () => undefined,
}: SessionsInit): Sessions {
  const reads = sessionReads();
  const lastSeen = new LastUsed(writeLastSeen);

  /** As the outside sees it, with the uses that are not yet written. */
  function visible({ revoked, previousUntil: _, limit, ...stored }: StoredSession): Session {
    const now = clock();
    const lastSeenAt = lastSeen.latest(stored.id, stored.lastSeenAt);
    const active = !revoked && now < stored.expiresAt && !isIdle(limits, stored.evidence, lastSeenAt, now, mode);
    return { ...stored, lastSeenAt, active, ...limitation(limit, stored.evidence) };
  }

  const limitation = (limit: Limit, evidence: readonly Evidence[]) => ({
    limited: isLimited(limit, evidence, clock(), mode),
    needs: stillNeeded(limit, evidence, clock(), mode),
  });

  /** The session with these proofs beside its own, not stored yet. Throws `session_inactive`. */
  async function withMore(tx: Tx, sessionId: string, evidence: Evidence[], origin: Origin): Promise<Session> {
    const stored = await reads.byId(tx, sessionId);
    const before = stored && visible(stored);
    if (!stored || !before?.active) {
      const message = 'This session has ended. Please sign in again.';
      throw new StingError({ code: 'session_inactive', status: 401, message });
    }
    const now = clock();
    const proofs = withProofs(before.evidence, evidence);
    return {
      ...before,
      authenticatedAt: now,
      expiresAt: renewedExpiry(limits, before, proofs, now, mode),
      lastSeenAt: now,
      evidence: proofs,
      ...limitation(stored.limit, proofs),
      devices: withDevice(before.devices, origin, uuid(random)),
    };
  }

  async function find(hash: string): Promise<{ stored: StoredSession; superseded: boolean } | null> {
    const current = await reads.byHash(store.read, hash);
    if (current) return { stored: current, superseded: false };
    const previous = await reads.byPreviousHash(store.read, hash);
    return previous && clock() < previous.previousUntil ? { stored: previous, superseded: true } : null;
  }

  /** With its person, while both stand. */
  async function withPerson(stored: StoredSession, background: boolean): Promise<Listed | null> {
    const session = visible(stored);
    if (!session.active) return null;
    const identity = await identities.byId(store.read, session.identityId);
    if (identity?.state !== 'active') return null;
    if (!background) lastSeen.note(session.id, clock());
    return { session, identity };
  }

  return {
    ...createAdministration({ reads, visible, identities, clock, limits, mode, earliestExtendSeconds }),

    async open(tx, { identityId, kind, evidence, origin, limited: recovered = false, needs = null }) {
      const now = clock();
      const token = newToken(random, kind);
      const session = {
        id: uuid(random),
        identityId,
        kind,
        issuedAt: now,
        authenticatedAt: now,
        expiresAt: firstExpiry(limits, evidence, now, mode),
        lastSeenAt: now,
        evidence: withProofs([], evidence),
        devices: withDevice([], origin, uuid(random)),
      };
      const limit = { recovered, needs };
      await insertSession(tx, { ...session, limit }, digest(token));
      return { session: { ...session, active: true, ...limitation(limit, session.evidence) }, token };
    },

    async authenticate(token, kind, { background = false } = {}) {
      const hash = tokenHash(token, kind);
      const found = hash === null ? null : await find(hash);
      if (!found || found.stored.kind !== kind) return null;
      const living = await withPerson(found.stored, background);
      return living && { ...living, superseded: found.superseded };
    },

    async authenticateById(sessionId, { background = false } = {}) {
      const stored = await reads.byId(store.read, sessionId);
      const living = stored && (await withPerson(stored, background));
      return living && { ...living, superseded: false };
    },

    async byToken(db, token, kind) {
      const hash = tokenHash(token, kind);
      const stored = hash === null ? null : await reads.byHash(db, hash);
      return stored?.kind === kind ? visible(stored) : null;
    },

    async raise(tx, sessionId, evidence, origin) {
      const session = await withMore(tx, sessionId, evidence, origin);
      const token = newToken(random, session.kind);
      await rotateSession(tx, session, digest(token), clock() + rotationGraceSeconds * 1000);
      return { session, token };
    },

    async strengthen(tx, sessionId, evidence, origin) {
      const session = await withMore(tx, sessionId, evidence, origin);
      await saveProofs(tx, session);
      return session;
    },

    async list(db, identityId) {
      return (await reads.ofIdentity(db, identityId)).map(visible).filter((session) => session.active);
    },
    async byId(db, id) {
      const stored = await reads.byId(db, id);
      return stored && visible(stored);
    },

    isExtended: (session) => isExtended(limits, session, mode),

    async isLive(tx, sessionId) {
      const stored = await reads.byId(tx, sessionId);
      if (!stored || !visible(stored).active) return false;
      return (await identities.byId(tx, stored.identityId))?.state === 'active';
    },

    async revokeProvenBy(tx, identityId, credential, exceptId) {
      const live = (await reads.ofIdentity(tx, identityId)).map(visible).filter((session) => session.active);
      const doomed = live.filter(
        ({ id, evidence }) => id !== exceptId && evidence.some((proof) => proof.credential === credential),
      );
      for (const { id } of doomed) await revokeSessions(tx, identityId, clock(), { only: id });
      return doomed.length;
    },

    revoke: async (tx, identityId, sessionId) =>
      (await revokeSessions(tx, identityId, clock(), { only: sessionId })) === 1,
    revokeAll: (tx, identityId, exceptId) => revokeSessions(tx, identityId, clock(), { except: exceptId }),

    flush: () => lastSeen.flush(store),
    sweep: (tx) => deleteExpired(tx, clock() - keptAfterExpirySeconds * 1000),
  };
}
