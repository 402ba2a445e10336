import type { Method } from '../../assurance/evidence.ts';
import type { Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Reader, Store } from '../../store/store.ts';
import type { WebAuthn } from '../../webauthn/webauthn.ts';

export interface KeyDependencies {
  webauthn: WebAuthn;
  identities: Identities;
  store: Store;
  clock: Clock;
  /** The methods that may open a session, see `waysIn`; without it passkeys alone. */
  first?: readonly Method[];
  /** Whether a person still has to add a key that cannot leave its device. */
  needsDeviceBound?: (db: Reader, identityId: string) => Promise<boolean>;
}
