import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/secrets.ts';
import { credentialFunctions } from './credentials.ts';
import { defaultSchema } from './default-schema.ts';
import { deletionFunctions } from './deletion/deletion.ts';
import { canonicalAddress } from './formats.ts';
import { identifierOwner } from './identifiers/store.ts';
import { canonicalIdentifier } from './identifiers.ts';
import type { Identities } from './identity.ts';
import { lifeFunctions } from './life.ts';
import { createSchemaSet, schemaFunctions } from './schema-set.ts';
import type { SchemaSource } from './schemas.ts';
import { searchFunctions } from './search/search.ts';
import { identityReads } from './store.ts';

interface IdentitiesInit {
  clock: Clock;
  random: Random;
  /** Identity schemas by configuration; by default the built-in one, `default`. */
  schemas?: readonly SchemaSource[];
  /** By default the first schema. */
  defaultSchemaId?: string;
}

/** Throws OperatorError at once when a schema is not usable or the default one is not among them. */
export function createIdentities({
  clock,
  random,
  schemas = [{ id: 'default', json: defaultSchema }],
  defaultSchemaId,
}: IdentitiesInit): Identities {
  const set = createSchemaSet(schemas, defaultSchemaId);
  const byType = schemaFunctions(set);
  const reads = identityReads();
  const ownerOf = identifierOwner();
  const life = lifeFunctions(reads, { set, clock, random });
  const byAddress: Identities['byAddress'] = async (db, value) => {
    const address = canonicalAddress(value);
    const owner = address && (await reads.ownerOf(db, address.via, address.value));
    return owner ? reads.byId(db, owner) : null;
  };

  return {
    ...byType,
    byId: reads.byId,
    byUserHandle: reads.byUserHandle,
    byExternalId: reads.byExternalId,
    byAddress,
    async byIdentifier(db, type, value) {
      const identifier = canonicalIdentifier(value);
      if (type === 'code') {
        const identity = await byAddress(db, identifier);
        const reached = identity && byType.codeAddresses(identity).some((address) => address.value === identifier);
        return reached ? identity : null;
      }
      const owner = await ownerOf(db, type, identifier);
      return owner === null ? null : reads.byId(db, owner);
    },
    ...searchFunctions(reads),
    ...life,
    ...deletionFunctions(life, { clock }),
    ...credentialFunctions(reads, { clock, random }),
  };
}
