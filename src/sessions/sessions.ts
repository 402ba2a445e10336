import type { Evidence } from '../assurance/evidence.ts';
import type { Requirement } from '../assurance/requirement.ts';
import type { Identity } from '../identity/identity.ts';
import type { Origin } from '../kernel/request.ts';
import type { Reader, Tx } from '../store/store.ts';

export { createSessionCookie, type SessionCookie } from './cookie.ts';
export { describeDevice } from './devices.ts';
export { createSessions } from './life-cycle.ts';
export { gradingOf, sessionWire } from './wire.ts';

/** One signed-in client. Times in milliseconds. */
export interface Session {
  id: string;
  identityId: string;
  /** How the client carries it; a token of one kind is never accepted as the other. */
  kind: 'cookie' | 'token';
  /** Neither ended nor run out nor idle for too long. The state of its identity is not looked at. */
  active: boolean;
  issuedAt: number;
  /** Of the last sign-in, step-up or refresh. */
  authenticatedAt: number;
  /** The absolute limit, Kratos's `expires_at`. The idle limit of the level may end the session before. */
  expiresAt: number;
  lastSeenAt: number;
  evidence: Evidence[];
  /** It opens nothing until more is proven: a second proof after a recovery, or `needs` (`isLimited`). */
  limited: boolean;
  /** What the rules of signing in still ask of it; null where they ask for nothing more. */
  needs: Requirement | null;
  devices: { id: string; ip: string; userAgent: string }[];
}

/** A session with its person: what every authenticated request works with. */
export interface Authenticated {
  session: Session;
  identity: Identity;
  /** The token is one that a rotation replaced: for 5 seconds it answers reads, with the proofs of its own time. */
  superseded: boolean;
}

export type Listed = Pick<Authenticated, 'session' | 'identity'>;

/** What the operator of the machine does with everybody's sessions. */
export interface SessionAdministration {
  /**
   * All sessions that are kept, newest first; with `active` those that work, or those that do not, the state of their
   * people included. `next` is the cursor of the page after this one. A page of a filter may hold less than `limit` (at
   * least 1), or nothing, and still have a next one. Throws `invalid_cursor` (400).
   */
  page(
    db: Reader,
    filter: { active?: boolean | undefined; limit: number; cursor?: string | undefined },
  ): Promise<{ sessions: Listed[]; next: string | null }>;
  /** All of a person's sessions that are kept, ended ones too, newest first. */
  listKept(db: Reader, identityId: string): Promise<Session[]>;
  /**
   * Gives a session the full time of its level from now on, or as much of it as the bound of the level leaves since it was
   * last proven; nothing shortens it. Unchanged when there is more time left than `session.earliest_possible_extend`.
   * Throws `not_found` (404), `session_ended` (400).
   */
  extend(tx: Tx, sessionId: string): Promise<Session>;
  /**
   * Ends these sessions, or those of these people: `disable` keeps what is known of them, `delete` does not, and takes
   * ended ones too. At most 1000 in one call; `more` says that the same call has more to do.
   */
  end(
    tx: Tx,
    chosen: { sessions: readonly string[] } | { identities: readonly string[] },
    how: 'disable' | 'delete',
  ): Promise<{ ended: Pick<Session, 'id' | 'identityId'>[]; more: boolean }>;
}

export interface Sessions extends SessionAdministration {
  /**
   * Opens a session with a fresh token. Only the hash of the token is stored. `limited` is for recovery of an account with
   * a second factor: the session stays so until its proofs are of two kinds. With `needs` it stays so until its proofs
   * satisfy that.
   */
  open(
    tx: Tx,
    init: {
      identityId: string;
      kind: Session['kind'];
      evidence: Evidence[];
      origin: Origin;
      limited?: boolean;
      needs?: Requirement | null;
    },
  ): Promise<{ session: Session; token: string }>;
  /**
   * The live session of a live, active identity, else null. Never writes; last-seen is batched. A `background` request,
   * such as polling, does not count as a use of the session.
   */
  authenticate(token: string, kind: Session['kind'], how?: { background?: boolean }): Promise<Authenticated | null>;
  /** The same by the session's id, for whoever holds a proof of it other than its token. Never `superseded`. */
  authenticateById(sessionId: string, how?: { background?: boolean }): Promise<Authenticated | null>;
  /**
   * Adds proofs to a session and rotates its token; the old token answers reads for 5 s. A higher level starts its own
   * absolute limit; at the same level only a full proof of it renews the limit. A session that is limited is opened by
   * what it lacked, for the new token alone. Throws `session_inactive` (401).
   */
  raise(tx: Tx, sessionId: string, evidence: Evidence[], origin: Origin): Promise<{ session: Session; token: string }>;
  /**
   * The same under the token that it has, for a client that cannot be told of a new one. Throws `session_inactive` (401).
   */
  strengthen(tx: Tx, sessionId: string, evidence: Evidence[], origin: Origin): Promise<Session>;
  /** Live sessions of one person, newest first. */
  list(db: Reader, identityId: string): Promise<Session[]>;
  /** The session of its current token, active or not, while it is kept: to tell an ended one from an unknown one. */
  byToken(db: Reader, token: string, kind: Session['kind']): Promise<Session | null>;
  /** Also a session that is not active any more, while it is kept. */
  byId(db: Reader, id: string): Promise<Session | null>;
  /** Whether an operator gave it more time than its proofs did: a cookie that was set before ends too early. */
  isExtended(session: Session): boolean;
  /** Whether the session and its person still stand, as the transaction sees them: asked before a change is kept. */
  isLive(tx: Tx, sessionId: string): Promise<boolean>;
  /** Ends the sessions that this credential helped to open, but one; answers how many. For a key that is taken away. */
  revokeProvenBy(tx: Tx, identityId: string, credential: string, exceptId: string): Promise<number>;
  /** Ends one session of this person; false if there is none. */
  revoke(tx: Tx, identityId: string, sessionId: string): Promise<boolean>;
  /** Ends all of a person's sessions but one; answers how many. */
  revokeAll(tx: Tx, identityId: string, exceptId?: string): Promise<number>;
  /** Writes the batched last-seen times; to be called every minute or so and at the end. */
  flush(): Promise<void>;
  /** Removes sessions 30 days after their absolute limit; answers how many. */
  sweep(tx: Tx): Promise<number>;
}
