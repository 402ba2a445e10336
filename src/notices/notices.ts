import type { Courier } from '../courier/courier.ts';
import { type Identities, type Identity, withAddress } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { StingError } from '../kernel/errors.ts';
import { localOrigin, type Origin } from '../kernel/request.ts';
import { digest, type Random, secretToken } from '../kernel/secrets.ts';
import { describeDevice, type Sessions } from '../sessions/sessions.ts';
import type { Store, Tx } from '../store/store.ts';
import { changeOf, type Happened, operatorChange } from './changes.ts';
import { deleteLinksOf, findLink, insertLink, type LinkKind, spendLink, sweepLinks, takeLaterLinks } from './store.ts';
import { type Disowned, type TakingBackInit, takingBack } from './taking-back.ts';

export { createJarNews, type JarNews } from './jar-news.ts';

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

/**
 * Messages to a person about what was done in their account (SP 800-63B-4 §4.6), each with a link for whoever did not do
 * it: it works once, for seven days, without signing in, and only ever takes something away.
 */
export interface Notices {
  /** Tells the verified addresses of each change to how this person signs in. */
  factorsChanged(tx: Tx, init: { identity: Identity; noted: readonly Happened[]; origin: Origin }): Promise<void>;
  /** Tells what the operator of the machine, or an administrator, did to the account. */
  byOperator(tx: Tx, init: { identity: Identity; happened: Happened; origin: Origin }): Promise<void>;
  /** Tells that an administrator took factors away, and where (`way`) the person gets back in by themselves. */
  factorsReset(tx: Tx, init: { identity: Identity; way: string; origin: Origin }): Promise<void>;
  /** Tells the address that was replaced, from where the change can be taken back. */
  addressChanged(tx: Tx, init: { before: Identity; change: AddressChange; origin: Origin }): Promise<void>;
  /**
   * Tells whoever proved the first address of an account what was set up in it before: by themselves, or by somebody who
   * had registered it with an address of theirs.
   */
  addressProven(tx: Tx, init: { identity: Identity; origin: Origin }): Promise<void>;
  /** Tells that somebody signed in on a device that is new for this person. */
  newDevice(tx: Tx, init: { identity: Identity; origin: Origin }): Promise<void>;
  recovered(tx: Tx, init: { identity: Identity; holdSeconds: number; origin: Origin }): Promise<void>;
  /** Tells when a closed account is deleted, and lets its owner keep it until then. */
  deletionRequested(tx: Tx, init: { identity: Identity; dueAt: number; origin: Origin }): Promise<void>;
  /** Tells one of those who look after the installation that `who` opened a sealed code, which counts until then. */
  breakGlassOpened(tx: Tx, init: { identity: Identity; who: string; until: number; origin: Origin }): Promise<void>;
  /** Ends every session of the person and suspends what was added. Throws `link_spent` (410). */
  disown(token: string, origin: Origin): Promise<void>;
  /**
   * Puts the earlier address back, whatever has come after it, takes back what was added since, and ends every session.
   * Throws `link_spent` (410), and `address_taken` (409) when somebody else has that address by now: then the link stays
   * good, and everything else is done.
   */
  revertAddress(token: string, origin: Origin): Promise<void>;
  /** Tells that a key of theirs, by its name, ends at that time. */
  apiKeyExpires(tx: Tx, init: { identity: Identity; name: string; at: number }): Promise<void>;
  /** Calls the deletion of an account off. Throws `link_spent` (410). */
  keepAccount(token: string, origin: Origin): Promise<void>;
  /** Removes what is kept of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

interface NoticesInit extends TakingBackInit {
  store: Store;
  clock: Clock;
  random: Random;
  identities: Identities;
  sessions: Pick<Sessions, 'revokeAll'>;
  courier: Pick<Courier, 'has' | 'queue'>;
  baseUrl: string;
  /** Where a person looks after their account. */
  accountPage: string;
}

const addressTaken = () =>
  new StingError({
    code: 'address_taken',
    status: 409,
    message: 'Everything was signed out, but another account has this address now. Ask an administrator.',
  });

const linkSpent = () =>
  new StingError({ code: 'link_spent', status: 410, message: 'This link has been used or is too old.' });

export function createNotices(init: NoticesInit): Notices {
  const { store, clock, random, audit, identities, sessions, courier, baseUrl, accountPage } = init;
  const takeBack = takingBack(init);

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
    template:
      | 'factor_changed'
      | 'factors_reset'
      | 'recovered'
      | 'account_deletion'
      | 'api_key_expires'
      | 'new_device'
      | 'break_glass',
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
        const { what, credential } = change;
        const credentials = credential === null ? [] : [credential];
        const link = await newLink(tx, identity.id, 'disown', { credentials, what } satisfies Disowned);
        await tell(tx, identity, origin, 'factor_changed', { what, link });
      }
    },

    async byOperator(tx, { identity, happened, origin }) {
      const what = operatorChange(happened);
      if (!what || !hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'disown', { credentials: [], what } satisfies Disowned);
      await tell(tx, identity, origin, 'factor_changed', { what, link });
    },

    async factorsReset(tx, { identity, way, origin }) {
      await tell(tx, identity, origin, 'factors_reset', { link: way });
    },

    async addressChanged(tx, { before, change, origin }) {
      // There is nothing to go back to where there was no address, or none that had been proven.
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

    async addressProven(tx, { identity, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const active = (await identities.credentials(tx, identity.id)).filter(({ status }) => status === 'active');
      if (active.length === 0) return;
      const what = 'earlier_factors' as const;
      const credentials = active.map(({ id }) => id);
      const link = await newLink(tx, identity.id, 'disown', { credentials, what } satisfies Disowned);
      await tell(tx, identity, origin, 'factor_changed', { what, link });
    },

    async newDevice(tx, { identity, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'disown', { credentials: [], what: 'new_device' } satisfies Disowned);
      const { country } = origin;
      await tell(tx, identity, origin, 'new_device', { ...(country === undefined ? {} : { country }), link });
    },

    async recovered(tx, { identity, holdSeconds, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'disown', { credentials: [], what: 'recovery' } satisfies Disowned);
      if (holdSeconds === 0) return tell(tx, identity, origin, 'factor_changed', { what: 'recovery', link });
      await tell(tx, identity, origin, 'recovered', { hold_hours: Math.ceil(holdSeconds / 3600), link });
    },

    async deletionRequested(tx, { identity, dueAt, origin }) {
      if (!hasAddress(identity) || !courier.has('email')) return;
      const link = await newLink(tx, identity.id, 'keep_account', null, dueAt + sweptWithinMs);
      await tell(tx, identity, origin, 'account_deletion', { due: dueAt, link });
    },

    async apiKeyExpires(tx, { identity, name, at }) {
      await tell(tx, identity, localOrigin, 'api_key_expires', { key: name, due: at, link: accountPage });
    },

    breakGlassOpened: (tx, { identity, who, until, origin }) =>
      tell(tx, identity, origin, 'break_glass', { who, due: until, link: `${baseUrl}/console` }),

    async disown(token, origin) {
      await store.write(async (tx) => {
        const link = await findLink<Disowned>(tx, digest(token), 'disown', clock());
        if (!link || !(await spendLink(tx, link.hash))) throw linkSpent();
        const { identityId, data } = link;
        const ended = await sessions.revokeAll(tx, identityId);
        const event = { type: 'notice.disowned', outcome: 'success', actor: identityId, reason: data.what } as const;
        const resource = `identity:${identityId}`;
        await audit.append(tx, { ...event, resource, details: { sessions: ended } }, origin);
        await takeBack(tx, identityId, data, origin);
      });
    },

    async revertAddress(token, origin) {
      const taken = await store.write(async (tx) => {
        const link = await findLink<AddressChange>(tx, digest(token), 'revert_address', clock());
        if (!link || !(await spendLink(tx, link.hash))) throw linkSpent();
        const { identityId: id, data } = link;
        const identity = await identities.byId(tx, id);
        if (!identity) throw linkSpent();
        // Whoever changed the address may have changed it again, added ways to sign in and closed the account: all of that
        // was told elsewhere.
        await takeLaterLinks(tx, link, 'revert_address');
        for (const change of await takeLaterLinks<Disowned>(tx, link, 'disown')) {
          await takeBack(tx, id, change, origin);
        }
        await identities.cancelDeletion(tx, id);
        await sessions.revokeAll(tx, id);
        const traits = withAddress(identity.traits, { path: data.path, address: data.from });
        const owner = await identities.byAddress(tx, data.from!);
        if (!traits || (owner !== null && owner.id !== id)) {
          await insertLink(tx, link);
          return true;
        }
        await identities.updateTraits(tx, id, traits, false);
        await identities.verifyAddress(tx, id, data.from!);
        const event = { type: 'address.reverted', outcome: 'success', actor: id } as const;
        await audit.append(tx, { ...event, resource: `identity:${id}` }, origin);
        return false;
      });
      if (taken) throw addressTaken();
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
