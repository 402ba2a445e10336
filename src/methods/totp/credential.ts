import type { Credential, Identities } from '../../identity/identity.ts';
import { StingError } from '../../kernel/errors.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { Reader, Tx } from '../../store/store.ts';

/** What is stored of an authenticator app. */
export interface TotpData {
  /** The base 32 secret, encrypted by the keyring. */
  secret: string;
  /** The newest time step whose code has been used: it and all before it are spent (RFC 6238 §5.2). */
  lastStep: number;
}

/** The name under which wrong codes are counted. */
export const totpFactor = 'totp';

const purpose = 'totp';

/** The authenticator apps in the database: one for each person. */
export function totpCredentials({ identities, keyring }: { identities: Identities; keyring: Keyring }) {
  async function find(db: Reader, identityId: string): Promise<Credential<TotpData> | null> {
    return (await identities.credentials<TotpData>(db, identityId, 'totp'))[0] ?? null;
  }

  return {
    find,

    /** The secret in base 32. Throws when no key of the keyring opens it: the operator has to put the key back. */
    secretOf({ id, data }: Credential<TotpData>): string {
      const secret = keyring.decrypt(purpose, data.secret);
      if (secret === null) throw new Error(`No key of the keyring opens the secret of the credential ${id}.`);
      return secret;
    },

    /** Stores one and answers its id. Throws `credential_exists` (409) when the person has one already. */
    async add(tx: Tx, identityId: string, { secret, lastStep }: TotpData): Promise<string> {
      if (await find(tx, identityId)) {
        throw new StingError({
          code: 'credential_exists',
          status: 409,
          message: 'There is an authenticator app already. Remove it first.',
        });
      }
      const { id } = await identities.addCredential<TotpData>(tx, {
        identityId,
        type: 'totp',
        identifier: null,
        name: 'Authenticator app',
        data: { secret: keyring.encrypt(purpose, secret), lastStep },
      });
      return id;
    },
  };
}

export type TotpCredentials = ReturnType<typeof totpCredentials>;
