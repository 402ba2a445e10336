import type { Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { Store } from '../../store/store.ts';
import type { Attempts } from '../attempts/attempts.ts';
import { totpCredentials } from './credential.ts';
import { totpImport } from './import.ts';
import { totpProof } from './proof.ts';
import { totpSettings } from './settings.ts';

export interface TotpDependencies {
  store: Store;
  identities: Identities;
  clock: Clock;
  random: Random;
  attempts: Attempts;
  keyring: Keyring;
  /** Who the codes are for, as the app lists it. */
  issuer: string;
}

/** Authenticator apps (RFC 6238): a second proof beside a first one. */
export function createTotp(dependencies: TotpDependencies) {
  const credentials = totpCredentials(dependencies);
  return {
    proof: totpProof(dependencies, credentials),
    settings: totpSettings(dependencies, credentials),
    /** For the operator's import of identities, see `totpImport`. */
    import: totpImport(credentials),
  };
}

export type Totp = ReturnType<typeof createTotp>;
