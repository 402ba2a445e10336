import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Credential, Identity } from '../../identity/identity.ts';
import { throttled } from '../attempts/throttled.ts';
import { type ProofStrategy, type Refusal, refusal } from '../strategy.ts';
import { submit } from '../ui.ts';
import { matchingStep, typedCode } from './algorithm.ts';
import { codeField } from './code-field.ts';
import { type TotpCredentials, type TotpData, totpFactor } from './credential.ts';
import type { TotpDependencies } from './totp.ts';

interface ProvenByApp {
  identity: Identity;
  evidence: Evidence;
  app: Credential<TotpData>;
  step: number;
}

/** A code of the authenticator app as a second proof or for a step-up, by somebody who is signed in already. */
export function totpProof(
  { store, identities, clock, attempts }: TotpDependencies,
  credentials: TotpCredentials,
): ProofStrategy<ProvenByApp> {
  const none = () => refusal('no_totp', 4000011);
  const wrong = (reason: string) => refusal(reason, 4000008);

  return {
    group: 'totp',

    async nodes({ identity }) {
      const app = identity && (await credentials.find(store.read, identity.id));
      return app?.status === 'active' ? [codeField(1010006), submit('totp', 'method', 'totp', 1010009)] : [];
    },

    responsible: (body) => body['method'] === 'totp',

    async claim(tx, { flow }) {
      if (!flow.identity) return refusal('not_signed_in', 4000011);
      const wait = await attempts.reserve(tx, flow.identity.id, totpFactor);
      return throttled(wait, 'The authenticator app is closed; use a passkey, or set the app up anew.');
    },

    async verify({ flow, body }): Promise<ProvenByApp | Refusal> {
      const identity = flow.identity!;
      const app = await credentials.find(store.read, identity.id);
      if (app?.status !== 'active') return none();
      const code = typedCode(body['totp_code']);
      if (code === null) return wrong('malformed');
      const step = await matchingStep(credentials.secretOf(app), code, clock());
      if (step === null) return wrong('wrong_code');
      if (step <= app.data.lastStep) return wrong('used_code');
      const proof = evidence({ method: 'totp', credential: app.id, at: clock() });
      return { identity, evidence: proof, app, step };
    },

    async commit(tx, { origin }, { identity, app, step }) {
      // Looked at again where nobody else writes: of two who bring one code the second comes too late.
      const current = await credentials.find(tx, identity.id);
      if (current?.id !== app.id || current.status !== 'active') return none();
      if (step <= current.data.lastStep) return wrong('used_code');
      await identities.changeCredential<TotpData>(tx, app.id, {
        data: { ...current.data, lastStep: step },
        lastUsedAt: clock(),
        lastUsedIp: origin.ip,
      });
      await attempts.succeed(tx, identity.id, totpFactor);
      return [];
    },
  };
}
