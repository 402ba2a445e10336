import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import { isUniqueViolation, type Tx } from '../store/store.ts';
import { type DeclaredAddress, declaredAddresses } from './addresses.ts';
import { credentialFunctions } from './credentials.ts';
import { defaultSchema } from './default-schema.ts';
import { canonicalAddress } from './formats.ts';
import type { Identities } from './identity.ts';
import { compileSchema, flaggedText, type SchemaSource } from './schemas.ts';
import {
  deleteAddresses,
  identityReads,
  insertAddresses,
  insertIdentity,
  updateAddress,
  updateIdentity,
} from './store.ts';

interface IdentitiesInit {
  clock: Clock;
  random: Random;
  /** Identity schemas by configuration; by default the built-in one, `default`. */
  schemas?: SchemaSource[];
  /** By default the first schema. */
  defaultSchemaId?: string;
}

/** Throws at once when a schema is not usable or the default one is not among them. */
export function createIdentities({
  clock,
  random,
  schemas = [{ id: 'default', json: defaultSchema }],
  defaultSchemaId = schemas[0]!.id,
}: IdentitiesInit): Identities {
  const compiled = new Map(schemas.map((source) => [source.id, compileSchema(source)]));
  if (!compiled.has(defaultSchemaId)) throw new Error(`Identity schema "${defaultSchemaId}" is not configured.`);
  const reads = identityReads();

  function schema(id: string) {
    const known = compiled.get(id);
    if (known) return known;
    throw new StingError({ code: 'unknown_schema', status: 400, message: 'This identity schema does not exist.' });
  }

  async function add(tx: Tx, identityId: string, addresses: DeclaredAddress[], verified: boolean): Promise<void> {
    const now = clock();
    const rows = addresses.map(({ via, value, verifiable, recovery }) => ({
      id: uuid(random),
      identity_id: identityId,
      via,
      value,
      verifiable: Number(verifiable),
      recovery: Number(recovery),
      verified_at: verified ? now : null,
      created_at: now,
      updated_at: now,
    }));
    try {
      await insertAddresses(tx, rows);
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause;
      const message = 'Another account has this address.';
      throw new StingError({ code: 'address_taken', status: 409, message, cause });
    }
  }

  return {
    defaultSchemaId,
    schemaIds: () => [...compiled.keys()],
    schema: (id) => {
      const known = compiled.get(id);
      return known ? { id, json: known.json, fields: known.fields } : null;
    },
    checkTraits: (schemaId, traits) => schema(schemaId).check(traits),
    displayName: (schemaId, traits, fallback = '') =>
      flaggedText(schema(schemaId), traits, (extension) => extension.credentials?.passkey?.display_name) ??
      flaggedText(schema(schemaId), traits, (extension) => extension.credentials?.webauthn?.identifier) ??
      fallback,

    async create(tx, { id, userHandle, schemaId, traits, addressesVerified }) {
      const addresses = declaredAddresses(schema(schemaId), traits);
      const now = clock();
      await insertIdentity(tx, {
        id,
        schema_id: schemaId,
        state: 'active',
        state_changed_at: now,
        traits: JSON.stringify(traits),
        metadata_public: null,
        metadata_admin: null,
        user_handle: userHandle,
        created_at: now,
        updated_at: now,
      });
      await add(tx, id, addresses, addressesVerified);
      return (await reads.byId(tx, id))!;
    },

    byId: reads.byId,
    byUserHandle: reads.byUserHandle,
    async byAddress(db, value) {
      const address = canonicalAddress(value);
      const owner = address && (await reads.ownerOf(db, address.via, address.value));
      return owner ? reads.byId(db, owner) : null;
    },

    async updateTraits(tx, id, traits, addressesVerified) {
      const identity = await reads.byId(tx, id);
      if (!identity) throw notFound('identity');
      const wanted = declaredAddresses(schema(identity.schemaId), traits);
      const now = clock();
      await updateIdentity(tx, id, { traits: JSON.stringify(traits), updated_at: now });

      const gone = identity.addresses.filter(({ value }) => !wanted.some((address) => address.value === value));
      await deleteAddresses(
        tx,
        gone.map((address) => address.id),
      );
      for (const { value, verifiable, recovery } of wanted) {
        const kept = identity.addresses.find((address) => address.value === value);
        if (!kept || (kept.verifiable === verifiable && kept.recovery === recovery)) continue;
        const change = { verifiable: Number(verifiable), recovery: Number(recovery), updated_at: now };
        await updateAddress(tx, kept.id, change);
      }
      const added = wanted.filter(({ value }) => !identity.addresses.some((address) => address.value === value));
      await add(tx, id, added, addressesVerified);
      return (await reads.byId(tx, id))!;
    },

    async setState(tx, id, state) {
      const now = clock();
      const known = await updateIdentity(tx, id, { state, state_changed_at: now, updated_at: now });
      if (!known) throw notFound('identity');
    },

    ...credentialFunctions(reads, { clock, random }),
  };
}
