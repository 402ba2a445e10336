import type { Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Store } from '../../store/store.ts';
import type { WebAuthn } from '../../webauthn/webauthn.ts';
import { passkeyProof } from './proof.ts';
import { passkeyRegistration } from './registration.ts';
import { passkeySettings } from './settings.ts';

export { hexId } from './hex-id.ts';

export interface PasskeyDependencies {
  webauthn: WebAuthn;
  identities: Identities;
  store: Store;
  clock: Clock;
}

/** Passkeys in every flow: prove with one, register with one, add and remove them. */
export function createPasskey(dependencies: PasskeyDependencies) {
  return {
    proof: passkeyProof(dependencies),
    registration: passkeyRegistration(dependencies),
    settings: passkeySettings(dependencies),
  };
}
