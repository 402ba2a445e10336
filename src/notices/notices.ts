import type { Audit } from '../audit/audit.ts';
import type { Courier, FactorChange } from '../courier/courier.ts';
import { type Identities, type Identity, withAddress } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { StingError } from '../kernel/errors.ts';
import type { Origin } from '../kernel/request.ts';
import { digest, type Random, secretToken } from '../kernel/secrets.ts';
import { describeDevice, type Sessions } from '../sessions/sessions.ts';
import type { Store, Tx } from '../store/store.ts';
import { changeOf, type Happened, operatorChange } from './changes.ts';
import { deleteLinksOf, findLink, insertLink, type LinkKind, spendLink, sweepLinks } from './store.ts';

/** A new address of somebody. `path` is the trait's below `traits`; both values are canonical. */
export interface AddressChange {
  identityId: string;
  path: string;
  from: string | null;
  address: string;
}

/** How long a notice may be answered. */
const linkLifetimeMs = 7 * 86_400_000;
/** The link to keep an account is good for as long as there is one; the sweep that deletes it comes once in an hour. */
const sweptWithinMs = 86_400_000;

const pages: Record<LinkKind, string> = {
  disown: 'disown',
  revert_address: 'revert-address',
  keep_account: 'keep-account',
};

interface Disowned {
  /** The credential that was added, if that is what happened. */
  credential: string | null;
  what: FactorChange;
}

/**
 * Messages to a person about what was done in their account (SP 800-63B-4 §4.6), each with a link for whoever did not do
 * it: it works once, for seven days, without signing in, and only ever takes something away.
 */
export interface Notices {
  /** Tells the verified addresses of each change to how this person signs in. */
  factorsChanged(tx: Tx, init: { identity: Identity; noted: readonly Happened[]; origin: Origin }): Promise<void>;
  /** Tells what the operator of the machine did to the account. */
  byOperator(tx: Tx, init: { identity: Identity; happened: Happened; origin: Origin }): Promise<void>;
  /** Tells the address that was replaced, from where the change can be taken back. */
  addressChanged(tx: Tx, init: { before: Identity; change: AddressChange; origin: Origin }): Promise<void>;
  recovered(tx: Tx, init: { identity: Identity; holdSeconds: number; origin: Origin }): Promise<void>;
  /** Tells when a closed account is deleted, and lets its owner keep it until then. */
  deletionRequested(tx: Tx, init: { identity: Identity; dueAt: number; origin: Origin }): Promise<void>;
  /** Ends every session of the person and suspends what was added. Throws `link_spent` (410). */
  disown(token: string, origin: Origin): Promise<void>;
  /** Puts the earlier address back and ends every session. Throws `link_spent` (410). */
  revertAddress(token: string, origin: Origin): Promise<void>;
  /** Calls the deletion of an account off. Throws `link_spent` (410). */
  keepAccount(token: string, origin: Origin): Promise<void>;
  /** Removes what is kept of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

interface NoticesInit {
  store: Store;
  clock: Clock;
  random: Random;
  audit: Audit;
  identities: Identities;
  sessions: Pick<Sessions, 'revokeAll'>;
  courier: Pick<Courier, 'has' | 'queue'>;
  removeBackupCodes(tx: Tx, identityId: string): Promise<void>;
  /** A recovery was disowned: it must not lead to new ways to sign in. */
  cancelRecovery(tx: Tx, identityId: string): Promise<void>;
  baseUrl: string;
}

const linkSpent = () =>
  new StingError({ code: 'link_spent', status: 410, message: 'This link has been used or is too old.' });

export function createNotices(init: NoticesInit): Notices {
  const { store, clock, random, audit, identities, sessions, courier, removeBackupCodes, cancelRecovery, baseUrl } =
    init;

  async function newLink(
    tx: Tx,
    identityId: string,
    kind: LinkKind,
    data: unknown,
    expiresAt = clock() + linkLifetimeMs,
  ): Promise<string> {
    const token = secretToken(random);
    await insertLink(tx, { hash: digest(token), identityId, kind, data, expiresAt });
    return `${baseUrl}/${pages[kind]}?token=${token}`;
  }

  const about = ({ ip, userAgent }: Origin) => ({ when: clock(), ip, device: describeDevice(userAgent).name });

  async function tell(
    tx: Tx,
    { id, addresses }: Pick<Identity, 'id' | 'addresses'>,
    origin: Origin,
    template: 'factor_changed' | 'recovered' | 'account_deletion',
    data: Record<string, string | number>,
  ): Promise<void> {
    for (const { via, value, verified } of addresses) {
      if (!verified || via !== 'email' || !courier.has(via)) continue;
      const message = { ...about(origin), ...data };
      const language = origin.language ?? 'en';
      await courier.queue(tx, { template, channel: via, recipient: value, language, identityId: id, data: message });
    }
  }

  const hasAddress = ({ addresses }: Identity) => addresses.some(({ verified, via }) => verified && via === 'email');

  return {
    async factorsChanged(tx, { identity, noted, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      for (const happened of noted) {
        const change = changeOf(happened);
        if (!change) continue;
        const link = await newLink(tx, identity.id, 'disown', change satisfies Disowned);
        await tell(tx, identity, origin, 'factor_changed', { what: change.what, link });
      }
    },

    async byOperator(tx, { identity, happened, origin }) {
      const what = operatorChange(happened);
      if (!what || !hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'disown', { credential: null, what } satisfies Disowned);
      await tell(tx, identity, origin, 'factor_changed', { what, link });
    },

    async addressChanged(tx, { before, change, origin }) {
      const old = before.addresses.find(({ value, verified }) => value === change.from && verified);
      if (!old || !courier.has(old.via)) return;
      const link = await newLink(tx, before.id, 'revert_address', change);
      const language = origin.language ?? 'en';
      const data = { ...about(origin), link };
      await courier.queue(tx, {
        template: 'address_changed',
        channel: old.via,
        recipient: old.value,
        language,
        identityId: before.id,
        data,
      });
    },

    async recovered(tx, { identity, holdSeconds, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'disown', { credential: null, what: 'recovery' } satisfies Disowned);
      if (holdSeconds === 0) return tell(tx, identity, origin, 'factor_changed', { what: 'recovery', link });
      await tell(tx, identity, origin, 'recovered', { hold_hours: Math.ceil(holdSeconds / 3600), link });
    },

    async deletionRequested(tx, { identity, dueAt, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'keep_account', null, dueAt + sweptWithinMs);
      await tell(tx, identity, origin, 'account_deletion', { due: dueAt, link });
    },

    async disown(token, origin) {
      await store.write(async (tx) => {
        const link = await findLink<Disowned>(tx, digest(token), 'disown', clock());
        if (!link || !(await spendLink(tx, link.hash))) throw linkSpent();
        const { identityId, data } = link;
        const ended = await sessions.revokeAll(tx, identityId);
        if (data.what === 'recovery') await cancelRecovery(tx, identityId);
        if (data.what === 'backup_codes_generated') await removeBackupCodes(tx, identityId);
        const all = data.credential === null ? [] : await identities.credentials(tx, identityId);
        const added = all.find(({ id }) => id === data.credential);
        if (added) await identities.changeCredential(tx, added.id, { status: 'suspended' });
        const event = { outcome: 'success', actor: identityId, resource: `identity:${identityId}` } as const;
        await audit.append(
          tx,
          { ...event, type: 'notice.disowned', reason: data.what, details: { sessions: ended } },
          origin,
        );
        if (added) {
          const details = { credential: added.id, method: added.type };
          await audit.append(tx, { ...event, type: 'credential.suspended', details }, origin);
        }
      });
    },

    async revertAddress(token, origin) {
      await store.write(async (tx) => {
        const link = await findLink<AddressChange>(tx, digest(token), 'revert_address', clock());
        if (!link || !(await spendLink(tx, link.hash))) throw linkSpent();
        const { path, from, address, identityId } = link.data;
        const identity = await identities.byId(tx, identityId);
        // From the new address back to the old one.
        const traits = identity && withAddress(identity.traits, { path, from: address, address: from });
        if (!traits || from === null) throw linkSpent();
        await identities.updateTraits(tx, identityId, traits, false);
        await identities.verifyAddress(tx, identityId, from);
        // Whoever changed the address may also have closed the account, and was told of it there.
        await identities.cancelDeletion(tx, identityId);
        await sessions.revokeAll(tx, identityId);
        const event = { type: 'address.reverted', outcome: 'success', actor: identityId } as const;
        await audit.append(tx, { ...event, resource: `identity:${identityId}` }, origin);
      });
    },

    async keepAccount(token, origin) {
      await store.write(async (tx) => {
        const link = await findLink(tx, digest(token), 'keep_account', clock());
        if (!link || !(await spendLink(tx, link.hash))) throw linkSpent();
        if (!(await identities.cancelDeletion(tx, link.identityId))) throw linkSpent();
        const event = { type: 'deletion.cancelled', outcome: 'success', actor: link.identityId } as const;
        await audit.append(tx, { ...event, resource: `identity:${link.identityId}` }, origin);
      });
    },

    forget: deleteLinksOf,
    sweep: (tx) => sweepLinks(tx, clock()),
  };
}
