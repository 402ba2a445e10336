import type { Clock } from '../kernel/clock.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Tx } from '../store/store.ts';
import { type DeclaredAddress, declaredAddresses } from './addresses.ts';
import { canonicalAddress } from './formats.ts';
import { replaceIdentifiers } from './identifiers/store.ts';
import { identifiersOf } from './identifiers.ts';
import type { Address, AddressStatus, Identity } from './identity.ts';
import type { IdentitySchema } from './schemas.ts';
import { type AddressTable, deleteAddresses, insertAddresses, updateAddress } from './store.ts';
import { uniqueOr } from './taken.ts';

interface Given {
  /** Of new addresses that no status speaks of. */
  verified: boolean;
  statuses: readonly AddressStatus[];
}

/** Keeps addresses and sign-in names in step with the traits, which alone say which there are. */
export function addressBook({ clock, random }: { clock: Clock; random: Random }) {
  /** The columns that a status changes; an unverified address is not made "sent" by saying nothing. */
  function standing(
    { verified, verifiedAt, sent }: AddressStatus,
    before: Pick<Address, 'verifiedAt' | 'sentAt'> | undefined,
  ): Pick<AddressTable, 'verified_at' | 'sent_at'> {
    const now = clock();
    return {
      verified_at: verified ? (verifiedAt ?? before?.verifiedAt ?? now) : null,
      sent_at: sent === undefined ? (before?.sentAt ?? null) : sent ? (before?.sentAt ?? now) : null,
    };
  }

  async function add(
    tx: Tx,
    identityId: string,
    addresses: DeclaredAddress[],
    given: Map<string, AddressStatus>,
    verified: boolean,
  ) {
    const now = clock();
    const rows = addresses.map(({ via, value, verifiable, recovery }) => ({
      id: uuid(random),
      identity_id: identityId,
      via,
      value,
      verifiable: Number(verifiable),
      recovery: Number(recovery),
      ...standing(given.get(value) ?? { value, verified }, undefined),
      created_at: now,
      updated_at: now,
    }));
    await uniqueOr(insertAddresses(tx, rows), 'address');
  }

  async function change(
    tx: Tx,
    before: Address,
    { verifiable, recovery }: DeclaredAddress,
    status: AddressStatus | undefined,
  ) {
    const { verifiedAt, sentAt } = before;
    const after = status ? standing(status, before) : { verified_at: verifiedAt, sent_at: sentAt };
    const same = before.verifiable === verifiable && before.recovery === recovery;
    if (same && after.verified_at === verifiedAt && after.sent_at === sentAt) return;
    const flags = { verifiable: Number(verifiable), recovery: Number(recovery) };
    await updateAddress(tx, before.id, { ...flags, ...after, updated_at: clock() });
  }

  return {
    /** Throws `address_taken` (409). */
    async keep(
      tx: Tx,
      { id, addresses }: Pick<Identity, 'id' | 'addresses'>,
      schema: IdentitySchema,
      traits: Record<string, unknown>,
      { verified, statuses }: Given,
    ): Promise<void> {
      const wanted = declaredAddresses(schema, traits);
      const given = new Map(statuses.map((status) => [canonicalAddress(status.value)?.value ?? '', status]));
      const gone = addresses.filter(({ value }) => !wanted.some((address) => address.value === value));
      await deleteAddresses(
        tx,
        gone.map((address) => address.id),
      );
      const added: DeclaredAddress[] = [];
      for (const address of wanted) {
        const kept = addresses.find(({ value }) => value === address.value);
        if (kept) await change(tx, kept, address, given.get(address.value));
        else added.push(address);
      }
      await add(tx, id, added, given, verified);

      const names = (['password', 'webauthn'] as const).flatMap((type) =>
        identifiersOf(schema, traits, type).map((value) => ({ type, value })),
      );
      await uniqueOr(replaceIdentifiers(tx, id, names), 'address');
    },
  };
}
