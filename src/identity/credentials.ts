import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import { isUniqueViolation, type Reader } from '../store/store.ts';
import { credentialName } from './credential-name.ts';
import type { Credential, Identities } from './identity.ts';
import { deleteCredential, type identityReads, insertCredential, updateCredential } from './store.ts';

type CredentialFunctions = Pick<
  Identities,
  'credentials' | 'credentialByIdentifier' | 'addCredential' | 'changeCredential' | 'removeCredential'
>;

/** The part of `Identities` about what people prove themselves with. */
export function credentialFunctions(
  reads: ReturnType<typeof identityReads>,
  { clock, random }: { clock: Clock; random: Random },
): CredentialFunctions {
  return {
    async credentials<Data>(db: Reader, identityId: string, type?: string) {
      const all = await reads.credentials<Data>(db, identityId);
      return type === undefined ? all : all.filter((credential) => credential.type === type);
    },
    credentialByIdentifier: reads.credential,

    async addCredential(tx, { identityId, type, identifier, name, data }) {
      const credential: Credential<typeof data> = {
        id: uuid(random),
        identityId,
        type,
        identifier,
        name: credentialName(name),
        status: 'active',
        data,
        createdAt: clock(),
        lastUsedAt: null,
        lastUsedIp: null,
      };
      try {
        await insertCredential(tx, {
          id: credential.id,
          identity_id: identityId,
          type,
          identifier,
          name: credential.name,
          status: credential.status,
          data: JSON.stringify(data),
          created_at: credential.createdAt,
          last_used_at: null,
          last_used_ip: null,
        });
      } catch (cause) {
        if (!isUniqueViolation(cause)) throw cause;
        const message = 'This credential is already in use.';
        throw new StingError({ code: 'credential_exists', status: 409, message, cause });
      }
      return credential;
    },

    async changeCredential(tx, id, { name, status, data, lastUsedAt, lastUsedIp }) {
      const known = await updateCredential(tx, id, {
        ...(name === undefined ? {} : { name: credentialName(name) }),
        ...(status === undefined ? {} : { status }),
        ...(data === undefined ? {} : { data: JSON.stringify(data) }),
        ...(lastUsedAt === undefined ? {} : { last_used_at: lastUsedAt }),
        ...(lastUsedIp === undefined ? {} : { last_used_ip: lastUsedIp }),
      });
      if (!known) throw notFound('credential');
    },

    async removeCredential(tx, id) {
      if (!(await deleteCredential(tx, id))) throw notFound('credential');
    },
  };
}
