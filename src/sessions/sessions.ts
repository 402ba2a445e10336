import type { Evidence } from '../assurance/evidence.ts';
import type { Identity } from '../identity/identity.ts';
import type { Origin } from '../kernel/request.ts';
import type { Reader, Tx } from '../store/store.ts';

/** One signed-in client. Times in milliseconds. */
export interface Session {
  id: string;
  identityId: string;
  /** How the client carries it; a token of one kind is never accepted as the other. */
  kind: 'cookie' | 'token';
  active: boolean;
  issuedAt: number;
  authenticatedAt: number;
  /** The earlier of the absolute and the idle limit of its level. */
  expiresAt: number;
  lastSeenAt: number;
  evidence: Evidence[];
  devices: { id: string; ip: string; userAgent: string }[];
}

/** A session with its person: what every authenticated request works with. */
export interface Authenticated {
  session: Session;
  identity: Identity;
  /** The token is the one that a rotation replaced: for 5 seconds it answers reads only. */
  superseded: boolean;
}

export interface Sessions {
  /** Opens a session with a fresh token. Only the hash of the token is stored. */
  open(
    tx: Tx,
    init: { identityId: string; kind: Session['kind']; evidence: Evidence[]; origin: Origin },
  ): Promise<{ session: Session; token: string }>;
  /** The live session of a live, active identity, else null. Never writes; last-seen is batched. */
  authenticate(token: string, kind: Session['kind']): Promise<Authenticated | null>;
  /** Adds proofs to a session and rotates its token; the old token answers reads for 5 s. */
  raise(tx: Tx, sessionId: string, evidence: Evidence[], origin: Origin): Promise<{ session: Session; token: string }>;
  /** Live sessions of one person, newest first. */
  list(db: Reader, identityId: string): Promise<Session[]>;
  byId(db: Reader, id: string): Promise<Session | null>;
  /** Ends one session of this person; false if there is none. */
  revoke(tx: Tx, identityId: string, sessionId: string): Promise<boolean>;
  /** Ends all of a person's sessions but one; answers how many. */
  revokeAll(tx: Tx, identityId: string, exceptId?: string): Promise<number>;
  /** Writes the batched last-seen times. */
  flush(): Promise<void>;
}
