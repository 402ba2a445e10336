import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { ChallengeBinding } from '../../webauthn/webauthn.ts';
import { type FlowFacts, isRefusal, type RegistrationStrategy } from '../strategy.ts';
import { input } from '../ui.ts';
import { enrolment, type NewKey } from './enrolment.ts';
import type { PasskeyDependencies } from './passkey.ts';
import { filled } from './response.ts';

const field = 'passkey_register';

function binding(flow: FlowFacts): ChallengeBinding {
  return { purpose: 'registration', flow: flow.id, session: null, action: null };
}

interface Registered extends NewKey {
  evidence: Evidence;
}

/** Registering with a passkey. The ceremony itself proves the key, so the session that follows has its strength. */
export function passkeyRegistration(dependencies: PasskeyDependencies): RegistrationStrategy<Registered> {
  const { webauthn, clock } = dependencies;
  const ceremony = enrolment(dependencies);
  return {
    group: 'passkey',

    prepare: (tx, flow) => webauthn.challenges.issue(tx, binding(flow)),

    async nodes(flow) {
      const { name } = webauthn.relyingParty;
      const publicKey = webauthn.creationOptions({
        challenge: flow.prepared['passkey'] as string,
        // The browser's helper fills in the name from the form, see displayNameFieldNames.
        user: { handle: flow.registration!.userHandle, name, displayName: name },
        exclude: [],
      });
      const data = {
        credentialOptions: { publicKey },
        displayNameFieldName: 'traits.email',
        displayNameFieldNames: ['traits.email'],
      };
      return [
        input('passkey', 'passkey_register_trigger', {
          type: 'button',
          value: '',
          label: 1040007,
          onclick: 'oryPasskeyRegistration',
        }),
        input('passkey', field, { type: 'hidden' }),
        input('passkey', 'passkey_create_data', { type: 'hidden', value: JSON.stringify(data) }),
      ];
    },

    responsible: (body) => body['method'] === 'passkey' || filled(body[field]),

    claim: (tx, attempt) => ceremony.redeem(tx, attempt, field, binding(attempt.flow)),

    async verify(attempt) {
      const key = await ceremony.verify(attempt, field);
      if (isRefusal(key)) return key;
      const proof = evidence({
        method: 'passkey',
        user_verified: key.userVerified,
        device_bound: !key.record.backupEligible,
        attested: key.record.attested,
        at: clock(),
      });
      return { ...key, evidence: proof };
    },

    async commit(tx, { flow }, verified) {
      verified.evidence.credential = await ceremony.add(tx, flow.registration!.identityId, verified);
      return [{ type: 'passkey.added', details: { passkey: verified.evidence.credential } }];
    },
  };
}
