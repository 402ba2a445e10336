import type { Tx } from '../../store/store.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { type Attempt, type Refusal, refusal } from '../strategy.ts';
import type { PasskeyDependencies } from './passkey.ts';
import { fieldResponse } from './response.ts';

/** WebAuthn ceremonies are slow to type into and cheap to store, yet somebody with 20 passkeys has lost the overview. */
export const passkeysPerPerson = 20;

export interface NewKey {
  record: PublicKeyCredentialRecord;
  userVerified: boolean;
}

/** The name under which a new passkey is listed until its owner renames it. */
function nameOf(record: PublicKeyCredentialRecord, webauthn: PasskeyDependencies['webauthn']): string {
  return webauthn.authenticatorName(record.aaguid) ?? 'Passkey';
}

/** The registration ceremony, shared by registration and settings: redeem, verify, store. */
export function enrolment({ webauthn, identities, store }: PasskeyDependencies) {
  const invalid = (reason: string, field: string) =>
    refusal(reason, 4000001, {
      node: field,
      context: { reason: 'The passkey could not be created. Please try again.' },
    });

  return {
    async redeem(tx: Tx, { body }: Attempt, field: string, binding: ChallengeBinding): Promise<Refusal | null> {
      const challenge = webauthn.claimedChallenge(fieldResponse(body[field]));
      const redeemed = challenge !== null && (await webauthn.challenges.redeem(tx, challenge, binding));
      return redeemed ? null : invalid('challenge_spent', field);
    },

    async verify({ flow, body }: Attempt, field: string): Promise<NewKey | Refusal> {
      const result = await webauthn.verifyRegistration(fieldResponse(body[field]), flow.prepared['passkey'] as string);
      if (!result.ok) return invalid(result.reason, field);
      const known = await identities.credentialByIdentifier(store.read, result.record.credentialId);
      return known ? invalid('credential_exists', field) : result;
    },

    async add(tx: Tx, identityId: string, { record }: NewKey): Promise<string> {
      const { id } = await identities.addCredential<PublicKeyCredentialRecord>(tx, {
        identityId,
        type: 'passkey',
        identifier: record.credentialId,
        name: nameOf(record, webauthn),
        data: record,
      });
      return id;
    },
  };
}
