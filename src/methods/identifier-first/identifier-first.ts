import type { Identities } from '../../identity/identity.ts';
import { type ProofStrategy, refusal } from '../strategy.ts';

/** A login that asks who it is on a page of its own (`identifier_first` on the wire). Proves nothing. */
export function createIdentifierFirst({
  identities,
  mitigate,
}: {
  identities: Pick<Identities, 'byIdentifier'>;
  /** Whether an unknown name is answered like a known one. */
  mitigate(): boolean;
}): ProofStrategy<never> {
  const missing = refusal('no_identifier', 4000002, { node: 'identifier', context: { property: 'identifier' } });
  return {
    group: 'identifier_first',
    nodes: async () => [],
    responsible: (body) => body['method'] === 'identifier_first',

    async claim(tx, { body }) {
      const typed = typeof body['identifier'] === 'string' ? body['identifier'].trim() : '';
      if (typed === '' || typed.length > 254) return missing;
      if (!mitigate()) {
        const known = await Promise.all(
          (['code', 'password', 'webauthn'] as const).map((type) => identities.byIdentifier(tx, type, typed)),
        );
        if (!known.some(Boolean)) return refusal('unknown_identifier', 4000037, { node: 'identifier' });
      }
      return { turned: true, state: 'choose_method', messages: [], identifier: typed };
    },

    // The claim always ends the submission.
    verify: async () => missing,
    commit: async () => missing,
  };
}
