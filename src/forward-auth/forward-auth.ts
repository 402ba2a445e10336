import type { Evidence, Level, Mode } from '../assurance/evidence.ts';
import { level } from '../assurance/level.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Authenticated, Session, SessionCookie, Sessions } from '../sessions/sessions.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { createForwardCookie } from './cookie.ts';
import { namesHost, type Rule, ruleFor } from './rules.ts';
import { saveToken, tokenRead } from './store.ts';
import type { Target } from './target.ts';
import { forwardToken, forwardTokenHash } from './token.ts';

export { forwardCookieName, withoutCookies } from './cookie.ts';
export { identityHeaders } from './identity-headers.ts';
export type { Rule } from './rules.ts';
export { type Target, targetOf } from './target.ts';

/** Whether a person may reach a target. */
export type Verdict =
  | { effect: 'allow'; level: Level; roles: string[] }
  /** The rule asks for this proof, and for nothing that the person lacks otherwise. */
  | { effect: 'prove'; needs: Requirement }
  | { effect: 'deny' };

/** Who asks, and what of theirs counts. */
export type Visitor = Pick<Authenticated, 'identity'> & { session: Pick<Session, 'id' | 'evidence'> };

/** The rules of the applications behind a proxy, and the tokens by which they know a session. */
export interface ForwardAuth {
  /** Null where STING shares no domain with applications. */
  readonly cookie: SessionCookie | null;
  /** Whether any rule is about this host. */
  knows(target: Pick<Target, 'host'>): boolean;
  /** Whether nobody reaches it: no rule fits for certain, or it lets nobody in. */
  isClosed(target: Target): boolean;
  decide(target: Target, visitor: Visitor): Promise<Verdict>;
  /** The token that stands for the session of this token at the applications. Only its hash is stored. */
  issue(tx: Tx, sessionToken: string, session: Pick<Session, 'id' | 'evidence'>): Promise<string>;
  /**
   * The person of a token, with the proofs that the session had when it was made: a token from before a step-up has no
   * share in it. Null when the session has ended, by whatever way. Never writes.
   */
  authenticate(token: string, how: { background: boolean }): Promise<Visitor | null>;
}

interface ForwardAuthInit {
  domain: string | null;
  /** Read at each use. */
  rules: () => readonly Rule[];
  store: Store;
  sessions: Pick<Sessions, 'authenticateById'>;
  access: {
    rolesOf(db: Reader, identityId: string): Promise<string[]>;
    teamsOf(db: Reader, identityId: string): Promise<string[]>;
  };
  clock: Clock;
  mode: Mode;
}

export function createForwardAuth({
  domain,
  rules,
  store,
  sessions,
  access,
  clock,
  mode,
}: ForwardAuthInit): ForwardAuth {
  const byHash = tokenRead();

  return {
    cookie: domain === null ? null : createForwardCookie(domain),
    knows: (target) => namesHost(rules(), target),
    isClosed: (target) => ruleFor(rules(), target)?.deny ?? true,

    async decide(target, { identity, session: { evidence } }) {
      const rule = ruleFor(rules(), target);
      if (!rule || rule.deny) return { effect: 'deny' };
      const roles = await access.rolesOf(store.read, identity.id);
      if (rule.roles && !rule.roles.some((role) => roles.includes(role))) return { effect: 'deny' };
      if (rule.teams) {
        const teams = await access.teamsOf(store.read, identity.id);
        if (!rule.teams.some((team) => teams.includes(team))) return { effect: 'deny' };
      }
      const needs = unmet(rule.requirement, { session: evidence, action: [] }, clock(), mode);
      return needs ? { effect: 'prove', needs } : { effect: 'allow', level: level(evidence, mode), roles };
    },

    async issue(tx, sessionToken, { id, evidence }) {
      const token = forwardToken(sessionToken);
      await saveToken(tx, {
        token_hash: forwardTokenHash(token)!,
        session_id: id,
        evidence: JSON.stringify(evidence),
      });
      return token;
    },

    async authenticate(token, { background }) {
      const hash = forwardTokenHash(token);
      const known = hash === null ? null : await byHash(store.read, hash);
      if (!known) return null;
      const person = await sessions.authenticateById(known.session_id, { background });
      // Whoever waits for a second proof is nobody yet.
      if (!person || person.session.limited) return null;
      const evidence: Evidence[] = JSON.parse(known.evidence);
      return { identity: person.identity, session: { id: person.session.id, evidence } };
    },
  };
}
