import type { Mode } from '../assurance/evidence.ts';
import type { Identities, Identity } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { cursorAt, type Position, positionOf } from '../kernel/cursor.ts';
import { badRequest, notFound } from '../kernel/errors.ts';
import type { Reader } from '../store/store.ts';
import { extendedExpiry, type Limits } from './limits.ts';
import type { Listed, Session, SessionAdministration } from './sessions.ts';
import {
  chosenSessions,
  deleteSessions,
  disableSessions,
  moveExpiry,
  type StoredSession,
  type sessionReads,
} from './store.ts';

/** Rows that one page looks at when its filter leaves most of them out: a page may be short, but nobody waits for it. */
const rowsPerPage = 5000;
const filteredAtOnce = 500;
/** Sessions that one call of `end` takes, so that the writer is not held for long. */
const endedAtOnce = 1000;

interface AdministrationInit {
  reads: ReturnType<typeof sessionReads>;
  visible(stored: StoredSession): Session;
  identities: Pick<Identities, 'byId'>;
  clock: Clock;
  limits: Limits;
  mode: Mode;
  earliestExtendSeconds(): number | undefined;
}

/** What the operator does with everybody's sessions. */
export function createAdministration({
  reads,
  visible,
  identities,
  clock,
  limits,
  mode,
  earliestExtendSeconds,
}: AdministrationInit): SessionAdministration {
  /** Reads a person once, however many of their sessions a page holds. */
  function peopleOf(db: Reader): (id: string) => Promise<Identity | null> {
    const known = new Map<string, Promise<Identity | null>>();
    return (id) => known.get(id) ?? known.set(id, identities.byId(db, id)).get(id)!;
  }

  return {
    async page(db, { active, limit, cursor }) {
      const list = ['sessions'];
      const personOf = peopleOf(db);
      const sessions: Listed[] = [];
      let after: Position | null = cursor === undefined ? null : positionOf(cursor, list);
      const atOnce = active === undefined ? limit + 1 : Math.max(limit + 1, filteredAtOnce);
      for (let looked = 0; looked < rowsPerPage; looked += atOnce) {
        const rows = await reads.page(db, after, atOnce);
        for (const row of rows) {
          if (sessions.length === limit) return { sessions, next: after && cursorAt(after, list) };
          after = { at: row.issuedAt, id: row.id };
          const session = visible(row);
          if (active === true && !session.active) continue;
          const identity = await personOf(row.identityId);
          if (!identity) continue;
          const works = session.active && identity.state === 'active';
          if (active === undefined || active === works) sessions.push({ session, identity });
        }
        if (rows.length < atOnce) return { sessions, next: null };
      }
      return { sessions, next: after && cursorAt(after, list) };
    },

    listKept: async (db, identityId) => (await reads.keptOf(db, identityId)).map(visible),

    async extend(tx, sessionId) {
      const stored = await reads.byId(tx, sessionId);
      if (!stored) throw notFound('session');
      const session = visible(stored);
      if (!session.active) throw badRequest('session_ended', 'This session has ended, and nothing brings it back.');
      const now = clock();
      const window = earliestExtendSeconds();
      if (window !== undefined && session.expiresAt - now >= window * 1000) return session;
      const expiresAt = extendedExpiry(limits, session, now, mode);
      await moveExpiry(tx, sessionId, expiresAt);
      return { ...session, expiresAt };
    },

    async end(tx, chosen, how) {
      const now = clock();
      const found = await chosenSessions(tx, chosen, {
        unended: how === 'disable' ? now : null,
        limit: endedAtOnce + 1,
      });
      const ended = found.slice(0, endedAtOnce);
      const ids = ended.map(({ id }) => id);
      if (how === 'disable') await disableSessions(tx, ids, now);
      else await deleteSessions(tx, ids);
      return { ended, more: found.length > ended.length };
    },
  };
}
