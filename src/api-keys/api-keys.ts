import type { Identities, Identity } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import { digest, type Random } from '../kernel/secrets.ts';
import { LastUsed } from '../store/last-used.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { looksLikeApiKey, newKeyText, recognisable } from './key-text.ts';
import { reminderAt, reminderWindow } from './reminders.ts';
import * as store from './store.ts';

export { looksLikeApiKey } from './key-text.ts';

/** What lets a program act for a person. Times in milliseconds. */
export interface ApiKey {
  id: string;
  identityId: string;
  name: string;
  /** The beginning of the key, by which its owner knows it. */
  prefix: string;
  /** The operations that it may be used for, whatever else its owner may do. */
  scopes: string[];
  /** `replaced`: a rotation made another one, and this one works until it expires. */
  status: 'active' | 'replaced' | 'expired';
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
}

/** A key that was made, with its text: the only time that anybody sees it. */
export interface Made {
  key: ApiKey;
  text: string;
}

export interface ApiKeys {
  /**
   * Makes a key. Whether it may have the scopes is for the caller to ask. Throws `lifetime_too_long` (400),
   * `api_key_limit` (409).
   */
  create(tx: Tx, init: { identityId: string; name: string; scopes: readonly string[]; days?: number }): Promise<Made>;
  /**
   * Makes another key with the name, the scopes and the lifetime of this one, which goes on working for the overlap; the
   * key that it replaced itself ends. Throws `not_found` (404), `api_key_ended` (409) for one that is not active.
   */
  rotate(tx: Tx, identityId: string, id: string, overlapSeconds: number): Promise<Made>;
  /** The key with its owner, while both stand, else null. Never writes; the last use is batched. */
  authenticate(text: string): Promise<{ key: ApiKey; identity: Identity } | null>;
  /** Whether the key and its owner still stand, as the transaction sees them: asked before a change is kept. */
  isLive(tx: Tx, id: string): Promise<boolean>;
  /** All that are kept of one person, newest first: expired ones are for 30 days. */
  list(db: Reader, identityId: string): Promise<ApiKey[]>;
  /** Removes one key of this person; null if there is none. */
  revoke(tx: Tx, identityId: string, id: string): Promise<ApiKey | null>;
  /** Removes all keys of a person; answers how many of them worked. */
  revokeAll(tx: Tx, identityId: string): Promise<number>;
  /** The active keys of whose end their owners have to be told, 14 days, 7 days and one before it; each time once. */
  takeReminders(tx: Tx): Promise<ApiKey[]>;
  /** Writes the batched times of use; to be called every minute or so and at the end. */
  flush(): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

interface ApiKeysInit {
  store: Store;
  identities: Pick<Identities, 'byId'>;
  clock: Clock;
  random: Random;
  limits(): { lifespanSeconds: number; maxLifespanSeconds: number; maxPerPerson: number };
}

const daySeconds = 86_400;
/** Long enough to find out why a program stopped. */
const keptAfterExpiryMs = 30 * daySeconds * 1000;

export function createApiKeys({ store: database, identities, clock, random, limits }: ApiKeysInit): ApiKeys {
  const uses = new LastUsed(store.writeLastUsed);
  const byHash = store.findKeyByHash();

  function keyOf(row: store.ApiKeyRow): ApiKey {
    const ended = row.expires_at <= clock();
    return {
      id: row.id,
      identityId: row.identity_id,
      name: row.name,
      prefix: row.prefix,
      scopes: JSON.parse(row.scopes) as string[],
      status: ended ? 'expired' : row.replaced_by === null ? 'active' : 'replaced',
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: uses.latest(row.id, row.last_used_at),
    };
  }

  const works = ({ status }: ApiKey) => status !== 'expired';

  async function ownerOf(db: Reader, { identityId }: ApiKey): Promise<Identity | null> {
    const identity = await identities.byId(db, identityId);
    return identity?.state === 'active' ? identity : null;
  }

  async function make(
    tx: Tx,
    { identityId, name, scopes, seconds }: Pick<ApiKey, 'identityId' | 'name' | 'scopes'> & { seconds: number },
  ): Promise<Made> {
    const text = newKeyText(random);
    const lifetimeMs = seconds * 1000;
    const row: store.ApiKeyRow = {
      id: uuid(random),
      identity_id: identityId,
      name,
      prefix: recognisable(text),
      hash: digest(text),
      scopes: JSON.stringify(scopes),
      created_at: clock(),
      expires_at: clock() + lifetimeMs,
      last_used_at: null,
      replaced_by: null,
      reminded_days: reminderAt(lifetimeMs),
    };
    await store.insertKey(tx, row);
    return { key: keyOf(row), text };
  }

  return {
    async create(tx, { identityId, name, scopes, days }) {
      const { lifespanSeconds, maxLifespanSeconds, maxPerPerson } = limits();
      const seconds = days === undefined ? Math.min(lifespanSeconds, maxLifespanSeconds) : days * daySeconds;
      if (seconds > maxLifespanSeconds) throw tooLong(Math.floor(maxLifespanSeconds / daySeconds));
      const active = (await store.keysOf(tx, identityId)).map(keyOf).filter(({ status }) => status === 'active');
      if (active.length >= maxPerPerson) throw tooMany(maxPerPerson);
      return make(tx, { identityId, name, scopes: [...new Set(scopes)].sort(), seconds });
    },

    async rotate(tx, identityId, id, overlapSeconds) {
      const row = await store.findKey(tx, id);
      if (row?.identity_id !== identityId) throw notFound('API key');
      const before = keyOf(row);
      if (before.status !== 'active') throw ended();
      const lifetimeSeconds = (before.expiresAt - before.createdAt) / 1000;
      const made = await make(tx, { ...before, seconds: Math.min(lifetimeSeconds, limits().maxLifespanSeconds) });
      const expires_at = Math.min(before.expiresAt, clock() + overlapSeconds * 1000);
      if (!(await store.replaceKey(tx, id, { replaced_by: made.key.id, expires_at }))) throw ended();
      // So that there are never more than two that work in the place of one.
      await store.deletePredecessor(tx, id);
      return made;
    },

    async authenticate(text) {
      if (!looksLikeApiKey(text)) return null;
      const row = await byHash(database.read, digest(text));
      const key = row && keyOf(row);
      const identity = key && works(key) ? await ownerOf(database.read, key) : null;
      if (!key || !identity) return null;
      uses.note(key.id, clock());
      return { key, identity };
    },

    async isLive(tx, id) {
      const row = await store.findKey(tx, id);
      const key = row && keyOf(row);
      return key !== null && works(key) && (await ownerOf(tx, key)) !== null;
    },

    list: async (db, identityId) => (await store.keysOf(db, identityId)).map(keyOf),

    async revoke(tx, identityId, id) {
      const row = await store.takeKey(tx, identityId, id);
      return row && keyOf(row);
    },
    revokeAll: async (tx, identityId) => (await store.takeKeysOf(tx, identityId)).map(keyOf).filter(works).length,

    async takeReminders(tx) {
      const now = clock();
      const due: ApiKey[] = [];
      for (const row of await store.keysEnding(tx, reminderWindow(now))) {
        const days = reminderAt(row.expires_at - now);
        if (days === null || (row.reminded_days !== null && row.reminded_days <= days)) continue;
        await store.saveReminder(tx, row.id, days);
        due.push(keyOf(row));
      }
      return due;
    },

    flush: () => uses.flush(database),
    sweep: (tx) => store.deleteEnded(tx, clock() - keptAfterExpiryMs),
  };
}

const tooLong = (days: number) => badRequest('lifetime_too_long', `API keys work here for at most ${days} days.`);

const tooMany = (most: number) =>
  new StingError({
    code: 'api_key_limit',
    status: 409,
    message: `You have as many API keys as a person may have here (${most}). Revoke one that you no longer need.`,
  });

const ended = () =>
  new StingError({
    code: 'api_key_ended',
    status: 409,
    message: 'This API key has expired or has been replaced. Create another one.',
  });
