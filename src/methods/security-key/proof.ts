import type { Identity } from '../../identity/identity.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { message } from '../messages.ts';
import { namedBy } from '../named-by.ts';
import { keyAssertion, type ProvenByKey } from '../public-key/assertion.ts';
import { type Attempt, type FlowFacts, type ProofStrategy, type Refusal, refusal, type Turn } from '../strategy.ts';
import { filled } from '../submitted.ts';
import { input, submit } from '../ui.ts';
import { imaginaryKeys } from './imaginary-keys.ts';
import { securityKeys } from './kind.ts';
import type { SecurityKeyDependencies } from './security-key.ts';

const field = 'webauthn_login';
/** Longer than any address (RFC 5321 §4.5.3.1.3), and than any other name to sign in by has to be. */
const longestIdentifier = 254;

/** A security key as a second proof or for a step-up; where it is passwordless, also to sign in by one's name and the key. */
export function securityKeyProof(dependencies: SecurityKeyDependencies): ProofStrategy<ProvenByKey> {
  const { webauthn, identities, store, keyring, passwordless, enumerationMitigated } = dependencies;

  async function owner({ identity, identifier }: FlowFacts, db: Reader = store.read): Promise<Identity | null> {
    if (identity) return identity;
    return passwordless && identifier !== null ? namedBy(identities, db, 'webauthn', identifier) : null;
  }
  const ceremony = keyAssertion(securityKeys, dependencies, { field, owner });

  /** Whether this flow takes a key at all. Native clients have no helper for one, except for a step-up of our own. */
  function fits({ kind, client, second, identity }: FlowFacts): boolean {
    if (kind === 'step_up') return true;
    return client === 'browser' && (second ? identity !== null : passwordless);
  }

  /** The keys that may answer. */
  async function offered(flow: FlowFacts) {
    const person = await owner(flow);
    // A look-up for nobody takes as long as one for somebody.
    const keys = await ceremony.activeKeys(person?.id ?? '');
    const imaginary = flow.identity === null && enumerationMitigated && keys.length === 0;
    return imaginary ? imaginaryKeys(keyring, flow.identifier!) : keys;
  }

  /** Signing in begins with who it is; the challenge comes next. */
  async function begin(tx: Tx, { flow, body }: Attempt): Promise<Turn | Refusal> {
    const identifier = typeof body['identifier'] === 'string' ? body['identifier'].trim() : '';
    if (identifier === '') {
      return refusal('no_identifier', 4000002, { node: 'identifier', context: { property: 'identifier' } });
    }
    if (identifier.length > longestIdentifier) {
      const reason = `At most ${longestIdentifier} characters are allowed.`;
      return refusal('malformed', 4000001, { node: 'identifier', context: { reason } });
    }
    if (!enumerationMitigated) {
      const person = await owner({ ...flow, identifier }, tx);
      const keys = await identities.credentials(tx, person?.id ?? '', 'webauthn');
      if (!keys.some(({ status }) => status === 'active')) return refusal('unknown_credential', 4000015);
    }
    const challenge = await ceremony.issue(tx, flow);
    return { turned: true, identifier, messages: [message(1010012)], prepared: challenge };
  }

  return {
    group: 'webauthn',

    prepare: async (tx, flow) => (fits(flow) ? ceremony.issue(tx, flow) : null),

    async nodes(flow) {
      const challenge = flow.prepared['webauthn'];
      if (!fits(flow) || typeof challenge !== 'string') return [];
      if (flow.identity === null && flow.identifier === null)
        return [submit('webauthn', 'method', 'webauthn', 1010008)];
      const allow = await offered(flow);
      if (allow.length === 0) return [];
      const value = JSON.stringify({ publicKey: webauthn.requestOptions({ challenge, allow }) });
      return [
        ...(flow.identity ? [input('webauthn', 'identifier', { type: 'hidden', value: nameOf(flow.identity) })] : []),
        input('webauthn', field, { type: 'hidden' }),
        input('webauthn', 'webauthn_login_trigger', {
          type: 'button',
          value,
          label: flow.identity ? 1010008 : 1010011,
          onclick: 'oryWebAuthnLogin',
        }),
      ];
    },

    responsible: (body) => body['method'] === 'webauthn' || filled(body[field]),

    async claim(tx, attempt) {
      const { flow, body } = attempt;
      if (!fits(flow)) return refusal('no_security_key', 4000013);
      return flow.identity === null && !filled(body[field]) ? begin(tx, attempt) : ceremony.redeem(tx, attempt);
    },

    async verify(attempt) {
      const { identity } = attempt.flow;
      if (identity && (await ceremony.activeKeys(identity.id)).length === 0) return refusal('no_security_key', 4000013);
      return ceremony.verify(attempt);
    },

    commit: (tx, attempt, proven) => ceremony.commit(tx, attempt, proven),
  };

  function nameOf({ id, schemaId, traits }: Identity): string {
    return identities.webauthnIdentifiers(schemaId, traits)[0] ?? identities.displayName(schemaId, traits, id);
  }
}
