import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import { digest, type Random, sameSecret, secretToken } from '../kernel/secrets.ts';
import { LastUsed } from '../store/last-used.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { applicationOf, type ClientApplication } from './client-application.ts';
import * as store from './store.ts';

/** What an application authenticates with, without its secret. Times in milliseconds. */
export interface ClientKey {
  id: string;
  name: string;
  /** The beginning of the key, by which people tell it from others. */
  prefix: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
}

/** Whose request it is. */
export interface Client {
  application: ClientApplication;
  keyId: string;
}

export interface ClientKeys {
  /** The application of a key that has not ended, else null. Never writes; the last use is batched. */
  authenticate(text: string): Promise<Client | null>;
  /** The oldest first, with those that have expired until another one is made. */
  keys(db: Reader, applicationId: string): Promise<ClientKey[]>;
  /**
   * Makes a key; nobody sees its text a second time. `replaces`: one that ends `overlapSeconds` from now, so that clients
   * can be given the new one meanwhile. Throws `not_found` (404), `too_many_keys` (409).
   */
  createKey(
    tx: Tx,
    init: {
      applicationId: string;
      by: string;
      name: string;
      days: number;
      replaces?: { id: string; overlapSeconds: number } | undefined;
    },
  ): Promise<{ key: ClientKey; text: string }>;
  /** Gone at the next request; false if there is none. */
  revokeKey(tx: Tx, applicationId: string, id: string): Promise<boolean>;
}

const prefix = 'sting_app_';
const shape = new RegExp(`^${prefix}[A-Za-z0-9_-]{43}$`);
/** What is told of a key: four of its digits, which leave 232 bits to guess. */
const shownLength = prefix.length + 4;

/** Enough to replace one everywhere, and few enough to know each. */
const mostKeys = 5;
const dayMs = 86_400_000;

/** Whether a text is the key of an application, by its shape. */
export const looksLikeClientKey = (text: string): boolean => text.startsWith(prefix);

interface KeysInit {
  store: Store;
  clock: Clock;
  random: Random;
}

export function createKeys({ store: database, clock, random }: KeysInit): ClientKeys & { flush(): Promise<void> } {
  const uses = new LastUsed(store.writeLastUsed);
  const byHash = store.keyQuery();

  const keyOf = (row: store.KeyRow): ClientKey => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: uses.latest(row.id, row.last_used_at),
  });

  return {
    async authenticate(text) {
      if (!shape.test(text)) return null;
      const hash = digest(text);
      const row = await byHash(database.read, hash);
      if (row === null || !sameSecret(row.hash, hash) || row.expires_at <= clock()) return null;
      const application = await store.selectApplication(database.read, row.application_id);
      if (application === null) return null;
      uses.note(row.id, clock());
      return { application: applicationOf(application), keyId: row.id };
    },

    keys: async (db, applicationId) => (await store.selectKeys(db, applicationId)).map(keyOf),

    async createKey(tx, { applicationId, by, name, days, replaces }) {
      if ((await store.selectApplication(tx, applicationId)) === null) throw notFound('application');
      await store.deleteExpiredKeys(tx, applicationId, clock());
      const held = await store.selectKeys(tx, applicationId);
      if (replaces && !held.some(({ id }) => id === replaces.id)) throw notFound('key');
      if (replaces) await store.endKey(tx, replaces.id, clock() + replaces.overlapSeconds * 1000);
      const ending = replaces?.overlapSeconds === 0 ? 1 : 0;
      if (held.length - ending >= mostKeys) throw tooManyKeys();
      const text = secretToken(random, prefix);
      const row: store.KeyRow = {
        id: uuid(random),
        application_id: applicationId,
        name,
        prefix: text.slice(0, shownLength),
        hash: digest(text),
        created_by: by,
        created_at: clock(),
        expires_at: clock() + days * dayMs,
        last_used_at: null,
      };
      await store.insertKey(tx, row);
      return { key: keyOf(row), text };
    },

    revokeKey: (tx, applicationId, id) => store.deleteKey(tx, applicationId, id),
    flush: () => uses.flush(database),
  };
}

const tooManyKeys = () =>
  new StingError({
    code: 'too_many_keys',
    status: 409,
    message: `An application has at most ${mostKeys} keys. Revoke one that is not used any more.`,
  });
