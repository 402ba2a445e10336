import type { Keyring } from '../../keyring/keyring.ts';
import type { RelyingParty } from '../../webauthn/webauthn.ts';
import type { KeyDependencies } from '../public-key/dependencies.ts';
import { securityKeyProof } from './proof.ts';
import { securityKeyRegistration } from './registration.ts';
import { securityKeySettings } from './settings.ts';

export interface SecurityKeyDependencies extends KeyDependencies {
  keyring: Keyring;
  /** Whether a key may be somebody's first proof, after they have said who they are; else it stands beside one. */
  passwordless: boolean;
  /** Whether somebody unknown is answered like somebody known. */
  enumerationMitigated: boolean;
}

/**
 * Security keys (`webauthn` on the wire) in every flow: prove with one, register with one, add and remove them. `webauthn`
 * is one of a relying party as `forSecurityKeys` makes it.
 */
export function createSecurityKeys(dependencies: SecurityKeyDependencies) {
  return {
    proof: securityKeyProof(dependencies),
    /** For passwordless keys only. */
    registration: securityKeyRegistration(dependencies),
    settings: securityKeySettings(dependencies),
  };
}

/** What a plain key can do: answer a touch. It need not know whose it is, nor verify its user. */
export function forSecurityKeys({ id, name, origins }: Pick<RelyingParty, 'id' | 'name' | 'origins'>): RelyingParty {
  return { id, name, origins, userVerification: 'discouraged', residentKey: 'discouraged' };
}
