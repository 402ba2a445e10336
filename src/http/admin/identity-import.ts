import type { CredentialType } from '../../identity/identity.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../store/store.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import type { Application } from '../application.ts';
import { type ImportedKey, importedKeys } from './identity-keys.ts';
import type { Imported } from './identity-shapes.ts';

/** Writes an imported credential; part of the transaction that makes or changes the identity. */
type Store = (tx: Tx, identityId: string) => Promise<void>;

/**
 * Reads the config of an imported credential of one type, and does what takes long, such as hashing. Throws a StingError
 * (400) for one that cannot be used. What it answers stores the credential.
 */
export type CredentialImport = (config: Record<string, unknown>) => Promise<Store>;

export interface Import {
  types: CredentialType[];
  /** base64url: by what the authenticators know the person. Null when the keys do not say, or there are none. */
  userHandle: string | null;
  store: Store;
}

/** Reads everything that is to be imported. Throws `invalid_credential`, `credential_type_off` (400), ... */
export async function readImport(app: Application, credentials: Imported = {}): Promise<Import> {
  const stores: Store[] = [];
  const types: CredentialType[] = [];
  let userHandle: string | null = null;
  // The handle of the passkeys decides: a security key need not name its owner.
  for (const type of ['webauthn', 'passkey'] as const) {
    if (!credentials[type]) continue;
    const read = importedKeys(type, credentials[type].config ?? {});
    userHandle = read.userHandle ?? userHandle;
    types.push(type);
    stores.push(storeKeys(app, type, read.keys));
  }
  const others = { password: passwordImport(app), totp: totpImport(app), lookup_secret: app.importBackupCodes };
  for (const type of ['password', 'totp', 'lookup_secret'] as const) {
    if (!credentials[type]) continue;
    const read = others[type];
    if (!read) throw badRequest('credential_type_off', `The method ${type} is not enabled, so it cannot be imported.`);
    types.push(type);
    stores.push(await read(credentials[type].config ?? {}));
  }
  return {
    types,
    userHandle,
    store: async (tx, identityId) => {
      for (const store of stores) await store(tx, identityId);
    },
  };
}

function storeKeys({ identities }: Application, type: 'passkey' | 'webauthn', keys: ImportedKey[]): Store {
  return async (tx, identityId) => {
    for (const { name, record, suspended } of keys) {
      const { id } = await identities.addCredential<PublicKeyCredentialRecord>(tx, {
        identityId,
        type,
        identifier: record.credentialId,
        name,
        data: record,
      });
      if (suspended) await identities.changeCredential(tx, id, { status: 'suspended' });
    }
  };
}

function passwordImport({ passwords }: Application): CredentialImport | undefined {
  if (!passwords) return undefined;
  return async ({ password, hashed_password, ...rest }) => {
    const [clear, hashed] = [password !== undefined, hashed_password !== undefined];
    if (Object.keys(rest).length > 0 || clear === hashed) {
      throw badRequest('invalid_credential', 'Import a password as either “password” or “hashed_password”.');
    }
    const given = password ?? hashed_password;
    if (typeof given !== 'string') throw badRequest('invalid_credential', 'A password is a text.');
    const data = clear ? await passwords.hash(given) : passwords.importHashed(given);
    return async (tx, identityId) => void (await passwords.set(tx, identityId, data));
  };
}

function totpImport({ totp }: Application): CredentialImport | undefined {
  if (!totp) return undefined;
  return async ({ totp_url: url, ...rest }) => {
    if (typeof url !== 'string' || Object.keys(rest).length > 0) {
      throw badRequest('invalid_credential', 'Import an authenticator app by its “totp_url”.');
    }
    return async (tx, identityId) => void (await totp.import(tx, identityId, url));
  };
}
