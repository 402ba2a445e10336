import type { Clock } from '../kernel/clock.ts';
import { digest, type Random, secretToken } from '../kernel/secrets.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Evidence } from './evidence.ts';
import { deleteExpiredGrants, findGrant, type GrantKey, insertGrant, takeGrant } from './store.ts';

/** How long a person has between the proof and the operation that it was given for. */
export const grantLifetimeSeconds = 120;

/** What a grant is presented for. It counts only where all three are exactly as issued. */
interface GrantUse {
  token: string;
  sessionId: string;
  /** Fingerprint of the action, from `fingerprint`. */
  action: string;
}

/** Single-use proof that a person has proven themselves for exactly one action in one session. */
export interface StepUpGrants {
  /** Only the hash of the token is stored. `expiresAt` in milliseconds. */
  issue(
    tx: Tx,
    init: { sessionId: string; action: string; evidence: readonly Evidence[] },
  ): Promise<{ token: string; expiresAt: number }>;
  /** The evidence of a grant that is still good, without spending it: to decide before the work begins. */
  peek(db: Reader, use: GrantUse): Promise<Evidence[] | null>;
  /**
   * Spends the grant, exactly once; call it in the transaction of the operation, so that a failed operation leaves it.
   * A use for another action or from another session answers null and spends nothing.
   */
  consume(tx: Tx, use: GrantUse): Promise<Evidence[] | null>;
  /** Removes what has expired; answers how many. */
  sweep(tx: Tx): Promise<number>;
}

export function createStepUpGrants({ clock, random }: { clock: Clock; random: Random }): StepUpGrants {
  const key = ({ token, sessionId, action }: GrantUse): GrantKey => ({
    token_hash: digest(token),
    session_id: sessionId,
    action,
    now: clock(),
  });
  const parse = (json: string | null): Evidence[] | null => (json === null ? null : JSON.parse(json));

  return {
    async issue(tx, { sessionId, action, evidence }) {
      const token = secretToken(random, 'sting_su_');
      const expiresAt = clock() + 1000 * grantLifetimeSeconds;
      await insertGrant(tx, {
        token_hash: digest(token),
        session_id: sessionId,
        action,
        evidence: JSON.stringify(evidence),
        expires_at: expiresAt,
      });
      return { token, expiresAt };
    },
    peek: async (db, use) => parse(await findGrant(db, key(use))),
    consume: async (tx, use) => parse(await takeGrant(tx, key(use))),
    sweep: (tx) => deleteExpiredGrants(tx, clock()),
  };
}
