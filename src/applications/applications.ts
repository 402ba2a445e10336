import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Reader, Store } from '../store/store.ts';
import { type ApplicationChanges, createChanges } from './changes.ts';
import { applicationOf, type ClientApplication } from './client-application.ts';
import { applyFiles } from './from-files.ts';
import { type ClientKeys, createKeys } from './keys.ts';
import { createRulings, type Ruling, type Rulings } from './rulings.ts';
import { createSearches, type Searches } from './search.ts';
import * as store from './store.ts';
import { createUsage } from './usage.ts';

export type { ClientApplication } from './client-application.ts';
export { trustedPattern } from './client-application.ts';
export type { StoredEntity } from './entities.ts';
export { idPattern } from './file.ts';
export { type Client, type ClientKey, looksLikeClientKey } from './keys.ts';
export type { AccessQuery, Ruling } from './rulings.ts';

/** Protected applications that ask STING to decide about resources of their own, by rules of their own. */
export interface Applications extends ApplicationChanges, ClientKeys, Searches, Pick<Rulings, 'rule'> {
  /** By id. */
  list(db: Reader): Promise<ClientApplication[]>;
  find(db: Reader, id: string): Promise<ClientApplication | null>;
  policies(db: Reader, id: string): Promise<{ id: string; text: string }[]>;
  /** How many entities of each type are stored. */
  entities(db: Reader, id: string): Promise<Record<string, number>>;
  /** Counts a refusal; what is allowed is not counted. */
  note(applicationId: string, ruling: Pick<Ruling, 'allowed' | 'unfit'>): void;
  /** Sets up what these files say. Throws OperatorError, naming file and line. */
  applyFiles(files: readonly string[]): Promise<void>;
  /** Writes when keys were used and how often was refused; to be called every minute or so and at the end. */
  flush(): Promise<void>;
}

interface ApplicationsInit {
  store: Store;
  audit: Pick<Audit, 'append' | 'record'>;
  clock: Clock;
  random: Random;
  /** Told when the engine itself fails; the answer was no. */
  alarm: (problem: string) => void;
}

export function createApplications(init: ApplicationsInit): Applications {
  const find = store.entityQuery();
  const { flush, ...keys } = createKeys(init);
  const rulings = createRulings({ ...init, find });
  const usage = createUsage(init.audit);
  return {
    ...createChanges({ ...init, find }),
    ...keys,
    ...createSearches({ rulings, find }),
    rule: rulings.rule,
    list: async (db) => (await store.selectApplications(db)).map(applicationOf),
    async find(db, id) {
      const row = await store.selectApplication(db, id);
      return row && applicationOf(row);
    },
    policies: (db, id) => store.selectPolicies(db, id),
    entities: store.countEntities,
    note: usage.note,
    applyFiles: (files) => applyFiles(init, files),
    async flush() {
      await flush();
      await usage.flush();
    },
  };
}
