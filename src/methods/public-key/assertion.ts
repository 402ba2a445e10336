import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Credential, Identity } from '../../identity/identity.ts';
import type { Tx } from '../../store/store.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord, VerifiedAssertion } from '../../webauthn/webauthn.ts';
import { type Attempt, type FlowFacts, type Noted, type Refusal, refusal } from '../strategy.ts';
import type { KeyDependencies } from './dependencies.ts';
import type { KeyKind } from './key-kind.ts';
import { fieldResponse } from './response.ts';

type Key = Credential<PublicKeyCredentialRecord>;

export interface ProvenByKey {
  identity: Identity;
  evidence: Evidence;
  key: Key;
  assertion: VerifiedAssertion;
}

const notVerified = (reason: string) => refusal(reason, 4000043);

/**
 * The authentication ceremony: issue, redeem, verify, store what the key showed. The browser answers in `field`; `owner`
 * is who has to answer, null while nobody is named.
 */
export function keyAssertion(
  kind: KeyKind,
  { webauthn, identities, store, clock }: KeyDependencies,
  { field, owner }: { field: string; owner(flow: FlowFacts): Promise<Identity | null> },
) {
  const binding = (flow: FlowFacts): ChallengeBinding => ({
    purpose: flow.action === null ? 'login' : 'step-up',
    method: kind.type,
    flow: flow.id,
    session: flow.session?.id ?? null,
    action: flow.action,
  });

  async function activeKeys(identityId: string): Promise<PublicKeyCredentialRecord[]> {
    const keys = await identities.credentials<PublicKeyCredentialRecord>(store.read, identityId, kind.type);
    return keys.filter(({ status }) => status === 'active').map(({ data }) => data);
  }

  return {
    activeKeys,

    issue: (tx: Tx, flow: FlowFacts): Promise<string> => webauthn.challenges.issue(tx, binding(flow)),

    async redeem(tx: Tx, { flow, body }: Attempt): Promise<Refusal | null> {
      const challenge = webauthn.claimedChallenge(fieldResponse(body[field]));
      const redeemed = challenge !== null && (await webauthn.challenges.redeem(tx, challenge, binding(flow)));
      return redeemed ? null : notVerified('challenge_spent');
    },

    async verify({ flow, body }: Attempt): Promise<ProvenByKey | Refusal> {
      const response = fieldResponse(body[field]);
      const claimed = webauthn.claimedCredential(response);
      if (!claimed) return notVerified('malformed');
      const key = await identities.credentialByIdentifier<PublicKeyCredentialRecord>(store.read, claimed.credentialId);
      if (key?.type !== kind.type || key.status !== 'active') return refusal('unknown_credential', 4000015);
      const identity = await identities.byId(store.read, key.identityId);
      const named = await owner(flow);
      const belongs = named === null ? kind.discoverable : named.id === identity?.id;
      if (!identity || !belongs) return refusal('foreign_credential', 4000015);
      const assertion = await webauthn.verifyAssertion(response, {
        challenge: flow.prepared[kind.type] as string,
        record: key.data,
        userHandle: identity.userHandle,
        allow: named === null ? null : (await activeKeys(named.id)).map(({ credentialId }) => credentialId),
      });
      if (!assertion.ok) {
        const noted = assertion.reason === 'counter_regressed' ? [copied(key.id)] : [];
        return { ...notVerified(assertion.reason), identity, noted };
      }
      const proof = evidence({
        method: kind.type,
        user_verified: assertion.userVerified,
        device_bound: !key.data.backupEligible,
        attested: key.data.attested,
        credential: key.id,
        at: clock(),
      });
      return { identity, evidence: proof, key, assertion };
    },

    async commit(tx: Tx, { origin }: Attempt, { identity, key, assertion }: ProvenByKey): Promise<Refusal | Noted[]> {
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
      return assertion.counterRegressed ? [copied(key.id)] : [];
    },
  };

  function copied(id: string): Noted {
    return { type: `${kind.event}.counter_regressed`, details: { [kind.event]: id } };
  }
}
