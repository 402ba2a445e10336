import { type Evidence, evidence } from '../../assurance/evidence.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { type Attempt, isRefusal, type Noted, type Refusal, refusal } from '../strategy.ts';
import type { KeyDependencies } from './dependencies.ts';
import type { KeyKind } from './key-kind.ts';
import { fieldResponse } from './response.ts';

export interface NewKey {
  record: PublicKeyCredentialRecord;
  /** As its owner named it, or by its model. */
  name: string;
  /** What the ceremony proved; its `credential` is known once the key is stored. */
  evidence: Evidence;
}

/** The fields of a form in which the browser answers, and in which the owner names the key. */
export interface EnrolmentFields {
  response: string;
  name?: string;
}

/** The registration ceremony, shared by registration and settings: redeem, verify, store. */
export function enrolment(
  kind: KeyKind,
  { webauthn, identities, store, clock }: KeyDependencies,
  fields: EnrolmentFields,
) {
  const invalid = (reason: string) =>
    refusal(reason, 4000001, {
      node: fields.response,
      context: { reason: `The ${kind.noun} could not be created. Please try again.` },
    });

  return {
    async redeem(tx: Tx, { body }: Attempt, binding: ChallengeBinding): Promise<Refusal | null> {
      const challenge = webauthn.claimedChallenge(fieldResponse(body[fields.response]));
      const redeemed = challenge !== null && (await webauthn.challenges.redeem(tx, challenge, binding));
      return redeemed ? null : invalid('challenge_spent');
    },

    async verify({ flow, body }: Attempt): Promise<NewKey | Refusal> {
      const challenge = flow.prepared[kind.type] as string;
      const result = await webauthn.verifyRegistration(fieldResponse(body[fields.response]), challenge);
      if (!result.ok) return invalid(result.reason);
      const { record, userVerified } = result;
      if (await identities.credentialByIdentifier(store.read, record.credentialId)) return invalid('credential_exists');
      const given = fields.name === undefined ? undefined : body[fields.name];
      const proof = evidence({
        method: kind.type,
        user_verified: userVerified,
        device_bound: !record.backupEligible,
        attested: record.attested,
        at: clock(),
      });
      return {
        record,
        name: typeof given === 'string' && given.trim() !== '' ? given : nameOf(record),
        evidence: proof,
      };
    },

    async add(tx: Tx, identityId: string, { record, name, evidence: proof }: NewKey): Promise<Noted[] | Refusal> {
      const stored = await identities
        .addCredential<PublicKeyCredentialRecord>(tx, {
          identityId,
          type: kind.type,
          identifier: record.credentialId,
          name,
          data: record,
        })
        .catch(refused);
      if (isRefusal(stored)) return stored;
      proof.credential = stored.id;
      return [{ type: `${kind.event}.added`, details: { [kind.event]: stored.id } }];
    },
  };

  function nameOf({ aaguid }: PublicKeyCredentialRecord): string {
    return webauthn.authenticatorName(aaguid) ?? kind.name;
  }

  /** What only the final transaction can see: the name is not one, or somebody was faster with the same key. */
  function refused(error: unknown): Refusal {
    if (!(error instanceof StingError)) throw error;
    if (error.code === 'credential_exists') return invalid(error.code);
    if (error.code !== 'invalid_name' || fields.name === undefined) throw error;
    return refusal(error.code, 4000001, { node: fields.name, context: { reason: error.message } });
  }
}
