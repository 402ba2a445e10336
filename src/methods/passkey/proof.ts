import { keyAssertion, type ProvenByKey } from '../public-key/assertion.ts';
import type { KeyDependencies } from '../public-key/dependencies.ts';
import type { ProofStrategy } from '../strategy.ts';
import { filled } from '../submitted.ts';
import { input } from '../ui.ts';
import { passkeys } from './kind.ts';

const field = 'passkey_login';

/** Signing in with a passkey, proving oneself again, and confirming one action: one assertion in each case. */
export function passkeyProof(dependencies: KeyDependencies): ProofStrategy<ProvenByKey> {
  const { webauthn } = dependencies;
  // The signed-in person has to answer, or whoever is discovered when nobody is.
  const ceremony = keyAssertion(passkeys, dependencies, { field, owner: async ({ identity }) => identity });
  return {
    group: 'passkey',

    prepare: (tx, flow) => ceremony.issue(tx, flow),

    async nodes(flow) {
      const allow = flow.identity && (await ceremony.activeKeys(flow.identity.id));
      if (allow?.length === 0) return [];
      const challenge = flow.prepared['passkey'] as string;
      const publicKey = webauthn.requestOptions({ challenge, ...(allow ? { allow } : {}) });
      return [
        input('passkey', 'passkey_login_trigger', {
          type: 'button',
          value: '',
          label: 1010021,
          onclick: 'oryPasskeyLogin',
        }),
        input('passkey', field, {
          type: 'hidden',
          // Autofill is for somebody who has not said who they are.
          onload: allow ? undefined : 'oryPasskeyLoginAutocompleteInit',
        }),
        input('passkey', 'passkey_challenge', { type: 'hidden', value: JSON.stringify({ publicKey }) }),
      ];
    },

    responsible: (body) => body['method'] === 'passkey' || filled(body[field]),
    claim: (tx, attempt) => ceremony.redeem(tx, attempt),
    verify: (attempt) => ceremony.verify(attempt),
    commit: (tx, attempt, proven) => ceremony.commit(tx, attempt, proven),
  };
}
