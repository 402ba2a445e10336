import type { KeyDependencies } from '../public-key/dependencies.ts';
import { passkeyProof } from './proof.ts';
import { passkeyRegistration } from './registration.ts';
import { passkeySettings } from './settings.ts';

export { hexId } from '../public-key/hex-id.ts';

/** Passkeys in every flow: prove with one, register with one, add and remove them. */
export function createPasskey(dependencies: KeyDependencies) {
  return {
    proof: passkeyProof(dependencies),
    registration: passkeyRegistration(dependencies),
    settings: passkeySettings(dependencies),
  };
}
