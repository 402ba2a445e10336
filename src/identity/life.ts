import type { Clock } from '../kernel/clock.ts';
import { notFound } from '../kernel/errors.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Tx } from '../store/store.ts';
import { addressBook } from './address-book.ts';
import { removeDeletion } from './deletion/store.ts';
import { canonicalAddress } from './formats.ts';
import type { Identities, Identity } from './identity.ts';
import type { SchemaSet } from './schema-set.ts';
import { deleteIdentity, type identityReads, insertIdentity, updateAddressOf, updateIdentity } from './store.ts';
import { uniqueOr } from './taken.ts';

type LifeFunctions = Pick<
  Identities,
  'create' | 'updateTraits' | 'replace' | 'delete' | 'setState' | 'verifyAddress' | 'addressSent'
>;

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

/** The part of `Identities` that writes: how an identity comes, changes and goes, with its addresses. */
export function lifeFunctions(
  reads: ReturnType<typeof identityReads>,
  { set, clock, random }: { set: SchemaSet; clock: Clock; random: Random },
): LifeFunctions {
  const { keep } = addressBook({ clock, random });

  async function known(tx: Tx, id: string): Promise<Identity> {
    const identity = await reads.byId(tx, id);
    if (!identity) throw notFound('identity');
    return identity;
  }

  async function mark(tx: Tx, identityId: string, value: string, change: { verified_at?: number; sent_at?: number }) {
    const address = canonicalAddress(value);
    return address !== null && updateAddressOf(tx, identityId, address, { ...change, updated_at: clock() });
  }

  return {
    async create(tx, { id, userHandle, schemaId, traits, addressesVerified, addresses = [], ...operator }) {
      const schema = set.of(schemaId);
      const now = clock();
      const { state = 'active', metadataPublic, metadataAdmin, externalId = null } = operator;
      // Asked before, because a transaction that has hit a constraint may not answer any more.
      const what = externalId !== null && (await reads.byExternalId(tx, externalId)) ? 'externalId' : 'userHandle';
      await uniqueOr(
        insertIdentity(tx, {
          id,
          schema_id: schemaId,
          state,
          state_changed_at: now,
          traits: JSON.stringify(traits),
          metadata_public: json(metadataPublic),
          metadata_admin: json(metadataAdmin),
          external_id: externalId,
          user_handle: userHandle,
          created_at: now,
          updated_at: now,
        }),
        what,
      );
      await keep(tx, { id, addresses: [] }, schema, traits, { verified: addressesVerified, statuses: addresses });
      return (await reads.byId(tx, id))!;
    },

    async updateTraits(tx, id, traits, addressesVerified) {
      const identity = await known(tx, id);
      await updateIdentity(tx, id, { traits: JSON.stringify(traits), updated_at: clock() });
      const schema = set.of(identity.schemaId);
      await keep(tx, identity, schema, traits, { verified: addressesVerified, statuses: [] });
      return (await reads.byId(tx, id))!;
    },

    async replace(tx, id, { schemaId, traits, state, metadataPublic, metadataAdmin, externalId, addresses = [] }) {
      const schema = set.of(schemaId);
      const identity = await known(tx, id);
      const now = clock();
      await uniqueOr(
        updateIdentity(tx, id, {
          schema_id: schemaId,
          traits: JSON.stringify(traits),
          metadata_public: json(metadataPublic),
          metadata_admin: json(metadataAdmin),
          external_id: externalId,
          ...(state === identity.state ? {} : { state, state_changed_at: now }),
          updated_at: now,
        }),
        'externalId',
      );
      if (state === 'active') await removeDeletion(tx, id);
      await keep(tx, identity, schema, traits, { verified: false, statuses: addresses });
      return (await reads.byId(tx, id))!;
    },

    async delete(tx, id) {
      if (!(await deleteIdentity(tx, id))) throw notFound('identity');
    },

    async setState(tx, id, state) {
      const now = clock();
      const there = await updateIdentity(tx, id, { state, state_changed_at: now, updated_at: now });
      if (!there) throw notFound('identity');
      if (state === 'active') await removeDeletion(tx, id);
    },

    verifyAddress: (tx, identityId, value) => mark(tx, identityId, value, { verified_at: clock() }),
    addressSent: (tx, identityId, value) => mark(tx, identityId, value, { sent_at: clock() }),
  };
}
