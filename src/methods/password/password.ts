import type { Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { Store, Tx } from '../../store/store.ts';
import type { Attempts } from '../attempts/attempts.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import { setPassword } from './credential.ts';
import { createHashes, type Hashes, type PasswordData } from './hashes.ts';
import { createPolicy, maxPasswordBytes, type Policy, type PolicyOptions } from './policy.ts';
import { passwordProof } from './proof.ts';
import { passwordRegistration } from './registration.ts';
import { passwordSettings } from './settings.ts';

export type { PasswordData } from './hashes.ts';
export type { PolicyOptions } from './policy.ts';

interface PasswordsInit {
  store: Store;
  identities: Identities;
  attempts: Attempts;
  keyring: Pick<Keyring, 'mac'>;
  clock: Clock;
  random: Random;
  policy: PolicyOptions;
  /** The slow hash; a test supplies one that counts. */
  hash?: typeof slowHash;
}

export interface PasswordDependencies
  extends Pick<PasswordsInit, 'store' | 'identities' | 'attempts' | 'keyring' | 'clock'> {
  hashes: Hashes;
  policy: Policy;
}

/**
 * Passwords, for those who need them: to prove, to register with, to change, and to import. A password alone is one
 * factor and can be phished, so an installation has to switch them on.
 * Throws OperatorError when a list of the policy cannot be read.
 */
export function createPasswords({ hash = slowHash, random, policy, ...given }: PasswordsInit) {
  const hashes = createHashes({ hash, random });
  const dependencies: PasswordDependencies = { ...given, hashes, policy: createPolicy(policy) };
  return {
    proof: passwordProof(dependencies),
    registration: passwordRegistration(dependencies),
    settings: passwordSettings(dependencies),

    /** The data of a credential from a hash of another product. Throws `password_not_importable` (400). */
    importHashed: (text: string): PasswordData => hashes.imported(text),

    /** The same from a password in clear, by the operator: the policy is for people. Throws `password_not_importable`. */
    async hash(plain: string): Promise<PasswordData> {
      if (plain === '' || Buffer.byteLength(plain) > maxPasswordBytes) {
        throw badRequest('password_not_importable', `A password has 1 to ${maxPasswordBytes} bytes.`);
      }
      return hashes.make(plain);
    },

    /** Gives a person this password in place of the one they had. Answers the credential's id. */
    set: (tx: Tx, identityId: string, data: PasswordData) => setPassword(given.identities, tx, identityId, data),
  };
}

export type Passwords = ReturnType<typeof createPasswords>;
