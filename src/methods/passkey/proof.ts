import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Credential, Identity } from '../../identity/identity.ts';
import type { Tx } from '../../store/store.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord, VerifiedAssertion } from '../../webauthn/webauthn.ts';
import { type Attempt, type FlowFacts, type Noted, type ProofStrategy, type Refusal, refusal } from '../strategy.ts';
import { input } from '../ui.ts';
import type { PasskeyDependencies } from './passkey.ts';
import { fieldResponse, filled } from './response.ts';

type Key = Credential<PublicKeyCredentialRecord>;

interface ProvenByKey {
  identity: Identity;
  evidence: Evidence;
  key: Key;
  assertion: VerifiedAssertion;
}

function binding(flow: FlowFacts): ChallengeBinding {
  return {
    purpose: flow.action === null ? 'login' : 'step-up',
    flow: flow.id,
    session: flow.session?.id ?? null,
    action: flow.action,
  };
}

const notVerified = (reason: string) => refusal(reason, 4000043);

/** Signing in with a passkey, proving oneself again, and confirming one action: one assertion in each case. */
export function passkeyProof({ webauthn, identities, store, clock }: PasskeyDependencies): ProofStrategy<ProvenByKey> {
  /** The keys that may answer: those of the signed-in person, or any (a discovered one) when nobody is. */
  async function allowed({ identity }: FlowFacts): Promise<PublicKeyCredentialRecord[] | null> {
    if (!identity) return null;
    const keys = await identities.credentials<PublicKeyCredentialRecord>(store.read, identity.id, 'passkey');
    return keys.filter(({ status }) => status === 'active').map(({ data }) => data);
  }

  return {
    group: 'passkey',

    prepare: (tx, flow) => webauthn.challenges.issue(tx, binding(flow)),

    async nodes(flow) {
      const allow = await allowed(flow);
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
        input('passkey', 'passkey_login', {
          type: 'hidden',
          // Autofill is for somebody who has not said who they are.
          onload: allow ? undefined : 'oryPasskeyLoginAutocompleteInit',
        }),
        input('passkey', 'passkey_challenge', { type: 'hidden', value: JSON.stringify({ publicKey }) }),
      ];
    },

    responsible: (body) => body['method'] === 'passkey' || filled(body['passkey_login']),

    async claim(tx, { flow, body }) {
      const response = fieldResponse(body['passkey_login']);
      const challenge = webauthn.claimedChallenge(response);
      const redeemed = challenge !== null && (await webauthn.challenges.redeem(tx, challenge, binding(flow)));
      return redeemed ? null : notVerified('challenge_spent');
    },

    async verify({ flow, body }): Promise<ProvenByKey | Refusal> {
      const response = fieldResponse(body['passkey_login']);
      const claimed = webauthn.claimedCredential(response);
      if (!claimed) return notVerified('malformed');
      const key = await identities.credentialByIdentifier<PublicKeyCredentialRecord>(store.read, claimed.credentialId);
      if (key?.type !== 'passkey' || key.status !== 'active') return refusal('unknown_credential', 4000015);
      const identity = await identities.byId(store.read, key.identityId);
      if (!identity || (flow.identity && flow.identity.id !== identity.id)) {
        return refusal('foreign_credential', 4000015);
      }
      const assertion = await webauthn.verifyAssertion(response, {
        challenge: flow.prepared['passkey'] as string,
        record: key.data,
        userHandle: identity.userHandle,
        allow: (await allowed(flow))?.map(({ credentialId }) => credentialId) ?? null,
      });
      if (!assertion.ok) {
        const copied = assertion.reason === 'counter_regressed';
        const noted: Noted[] = copied ? [{ type: 'passkey.counter_regressed', details: { passkey: key.id } }] : [];
        return { ...notVerified(assertion.reason), identity, noted };
      }
      const proof = evidence({
        method: 'passkey',
        user_verified: assertion.userVerified,
        device_bound: !key.data.backupEligible,
        attested: key.data.attested,
        credential: key.id,
        at: clock(),
      });
      return { identity, evidence: proof, key, assertion };
    },

    async commit(tx: Tx, { origin }: Attempt, { identity, key, assertion }): Promise<Refusal | Noted[]> {
      const current = await identities.credentialByIdentifier<PublicKeyCredentialRecord>(tx, key.data.credentialId);
      if (current?.status !== 'active') return refusal('unknown_credential', 4000015);
      // Two assertions with one counter value were verified side by side: one of them is a copy.
      const overtaken = assertion.signCount !== 0 && current.data.signCount >= assertion.signCount;
      if (overtaken && !assertion.counterRegressed) return { ...notVerified('counter_regressed'), identity };
      await identities.changeCredential<PublicKeyCredentialRecord>(tx, key.id, {
        data: {
          ...current.data,
          signCount: assertion.signCount,
          backupState: assertion.backupState,
          uvInitialized: assertion.uvInitialized,
        },
        lastUsedAt: clock(),
        lastUsedIp: origin.ip,
      });
      return assertion.counterRegressed ? [{ type: 'passkey.counter_regressed', details: { passkey: key.id } }] : [];
    },
  };
}
