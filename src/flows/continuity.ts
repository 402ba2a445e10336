import { digest, seal, secretToken, unseal } from '../kernel/secrets.ts';
import type { FlowDependencies } from './context.ts';
import type { Flow } from './flow.ts';
import { deleteContinuity, insertContinuity, takeContinuity } from './store.ts';

const purpose = 'parked submission';

/**
 * A change that waits for a fresh proof (contract 7.4). It is sealed with the token that only the browser's continuity
 * cookie holds, lives as long as its flow, and is taken out once.
 */
export interface Continuity {
  /** Answers the token for the cookie. */
  park(flow: Flow, body: Record<string, unknown>): Promise<string>;
  /** What was parked for this flow under the token; null when there is nothing (any more). */
  take(flowId: string, identityId: string, token: string): Promise<Record<string, unknown> | null>;
  sweep(): Promise<void>;
}

export function createContinuity({ store, random, clock }: FlowDependencies): Continuity {
  return {
    async park({ id, identityId, expiresAt }, { csrf_token: _, ...body }) {
      const token = secretToken(random);
      const sealed = seal(random, token, purpose, JSON.stringify(body));
      const row = { hash: digest(token), identity_id: identityId!, flow_id: id, sealed, expires_at: expiresAt };
      await store.write((tx) => insertContinuity(tx, row));
      return token;
    },

    async take(flowId, identityId, token) {
      const row = await store.write((tx) => takeContinuity(tx, digest(token)));
      if (!row || row.flow_id !== flowId || row.identity_id !== identityId || row.expires_at <= clock()) return null;
      const plain = unseal(token, purpose, row.sealed);
      return plain === null ? null : JSON.parse(plain);
    },

    sweep: () => store.write((tx) => deleteContinuity(tx, clock())),
  };
}
