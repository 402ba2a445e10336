import type { Access } from '../../access/access.ts';
import { canonicalEmail, type Identities } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import { badRequest, notFound, StingError } from '../../kernel/errors.ts';
import { isUuid, uuid } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { storedIn, storedWith } from '../documents/store.ts';
import { factsOf, type Jar, jarOf } from '../jar.ts';
import { findJar, updateJar } from '../store.ts';
import { storageFull } from '../upload.ts';
import * as store from './store.ts';

/** A jar that is offered to somebody. Times in milliseconds. */
export interface Transfer {
  id: string;
  jarId: string;
  /** As it was named: an address stays an address, so that it does not tell whether somebody has it. */
  to: { id: string } | { email: string };
  /** Identity id. */
  offeredBy: string;
  createdAt: number;
  expiresAt: number;
}

export interface Transfers {
  /**
   * In place of an earlier offer. An address that is nobody's answers like one that is. Throws `not_found` (404),
   * `unknown_subject`, `already_owner` (400), and `person_suspended` (409), which every question costs a critical proof.
   */
  offer(tx: Tx, init: { jarId: string; by: string; to: Transfer['to'] }): Promise<Transfer>;
  /** Takes the offer back; false if there is none. */
  withdraw(tx: Tx, jarId: string): Promise<boolean>;
  of(db: Reader, jarId: string): Promise<Transfer | null>;
  /** What is offered to this person, by id or by an address that they have verified. */
  to(db: Reader, identityId: string): Promise<{ transfer: Transfer; jar: Jar }[]>;
  /**
   * Makes this person the owner; who was it before stays as manager. Null if there is no such offer to them any more, or
   * its owner is not that any more. Throws `storage_full` (413).
   */
  accept(tx: Tx, id: string, identityId: string): Promise<{ transfer: Transfer; jar: Jar } | null>;
  decline(tx: Tx, id: string, identityId: string): Promise<Transfer | null>;
}

interface Init {
  clock: Clock;
  random: Random;
  access: Pick<Access, 'publish' | 'grant' | 'revoke' | 'entries'>;
  identities: Pick<Identities, 'byId' | 'byAddress'>;
  maxBytesPerPerson: number;
}

const lifetimeMs = 7 * 86_400_000;

export function createTransfers({ clock, random, access, identities, maxBytesPerPerson }: Init): Transfers {
  /** Every name under which something may have been offered to this person. */
  async function namesOf(db: Reader, identityId: string): Promise<string[]> {
    const { addresses = [] } = (await identities.byId(db, identityId)) ?? {};
    const verified = addresses.filter((address) => address.verified && address.via === 'email');
    return [`user:${identityId}`, ...verified.map(({ value }) => `email:${value}`)];
  }

  /** The offer with its jar, as long as the jar still belongs to whoever offers it. */
  async function withJar(db: Reader, row: store.TransferRow): Promise<{ transfer: Transfer; jar: Jar } | null> {
    const jar = await findJar(db, row.jar_id);
    return jar && jar.owner_id === row.offered_by ? { transfer: transferOf(row), jar: jarOf(jar) } : null;
  }

  /** Ownership says it all: what was shared with the new owner before goes, the former owner becomes a manager. */
  async function settleGrants(tx: Tx, { id: jarId, ownerId }: Jar, former: string): Promise<void> {
    for (const { subject, grant } of await access.entries(tx, jarId)) {
      if (grant && subject.type === 'user' && subject.id === ownerId) await access.revoke(tx, jarId, grant.id);
    }
    if ((await identities.byId(tx, former)) === null) return;
    const subject = { type: 'user', id: former } as const;
    await access.grant(tx, { jarId, by: ownerId, subject, relation: 'manager', expiresAt: null });
  }

  return {
    async offer(tx, { jarId, by, to }) {
      const jar = await findJar(tx, jarId);
      if (!jar) throw notFound('Honey Jar');
      const unknown = () => badRequest('unknown_subject', 'Nobody of that name can be given the Honey Jar.');
      const email = 'email' in to ? canonicalEmail(to.email) : null;
      if ('email' in to && email === null) throw unknown();
      const person = 'id' in to ? await identities.byId(tx, to.id) : await identities.byAddress(tx, email!);
      if ('id' in to && person === null) throw unknown();
      if (person?.id === jar.owner_id) throw badRequest('already_owner', 'The Honey Jar is theirs already.');
      if (person?.state === 'inactive') {
        throw new StingError({
          code: 'person_suspended',
          status: 409,
          message: 'This person is suspended and can accept nothing.',
        });
      }
      const now = clock();
      const row: store.TransferRow = {
        id: uuid(random),
        jar_id: jarId,
        recipient: 'id' in to ? `user:${to.id}` : `email:${email}`,
        offered_by: by,
        created_at: now,
        expires_at: now + lifetimeMs,
      };
      await store.putTransfer(tx, row);
      return transferOf(row);
    },

    withdraw: (tx, jarId) => store.deleteTransferOf(tx, jarId, clock()),

    async of(db, jarId) {
      const row = await store.findTransferOf(db, jarId, clock());
      return (row && (await withJar(db, row))?.transfer) ?? null;
    },

    async to(db, identityId) {
      const rows = await store.findTransfersTo(db, await namesOf(db, identityId), clock());
      const found = await Promise.all(rows.map((row) => withJar(db, row)));
      return found.filter((offer) => offer !== null);
    },

    async accept(tx, id, identityId) {
      const row = isUuid(id) ? await store.takeTransfer(tx, id, await namesOf(tx, identityId), clock()) : undefined;
      const offer = row && (await withJar(tx, row));
      if (!offer || offer.jar.ownerId === identityId) return null;
      const former = offer.jar.ownerId;
      const bytes = (await storedWith(tx, identityId)) + (await storedIn(tx, offer.jar.id));
      if (bytes > maxBytesPerPerson) throw storageFull(maxBytesPerPerson);
      const jar: Jar = { ...offer.jar, ownerId: identityId, updatedAt: clock() };
      await updateJar(tx, jar.id, { owner_id: identityId, updated_at: jar.updatedAt });
      await access.publish(tx, factsOf(jar));
      await settleGrants(tx, jar, former);
      return { transfer: offer.transfer, jar };
    },

    async decline(tx, id, identityId) {
      const row = isUuid(id) ? await store.takeTransfer(tx, id, await namesOf(tx, identityId), clock()) : undefined;
      return row ? transferOf(row) : null;
    },
  };
}

function transferOf(row: store.TransferRow): Transfer {
  const colon = row.recipient.indexOf(':');
  const [kind, name] = [row.recipient.slice(0, colon), row.recipient.slice(colon + 1)];
  return {
    id: row.id,
    jarId: row.jar_id,
    to: kind === 'email' ? { email: name } : { id: name },
    offeredBy: row.offered_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
