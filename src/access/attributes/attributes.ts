import type { Clock } from '../../kernel/clock.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { bumpRevision } from '../store.ts';
import { attributesQuery, deleteAttribute, deleteAttributes, putAttribute } from './store.ts';

/** What policies may ask about a person: facts that administrators set and nobody sets for themselves. */
export interface Attributes {
  department?: string;
  clearance?: number;
  jurisdiction?: string;
  /** Seconds since 1970: from then on they work here no more. */
  employment_end?: number;
}

export type AttributeName = keyof Attributes;

const word = (value: unknown) => typeof value === 'string' && /^\P{Cc}{1,100}$/u.test(value) && value.trim() === value;
const between = (least: number, most: number) => (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** The same names and types as `User` in policies/schema.cedarschema. */
const kinds: Record<AttributeName, { fits: (value: unknown) => boolean; words: string }> = {
  department: { fits: word, words: 'text of 1 to 100 characters' },
  clearance: { fits: between(0, 100), words: 'a whole number from 0 to 100' },
  jurisdiction: { fits: word, words: 'text of 1 to 100 characters' },
  employment_end: { fits: between(0, 253_402_300_799), words: 'a time' },
};

const attributeNames = Object.keys(kinds) as AttributeName[];

export interface AttributeStore {
  attributesOf(db: Reader, identityId: string): Promise<Attributes>;
  /** Sets those that are named, removes those that are null. False if nothing changed. Throws `invalid_attribute` (400). */
  setAttributes(
    tx: Tx,
    init: { identityId: string; by: string | null; change: Partial<Record<AttributeName, unknown>> },
  ): Promise<boolean>;
  forgetAttributes(tx: Tx, identityId: string): Promise<void>;
}

export function createAttributes({ clock }: { clock: Clock }): AttributeStore {
  const find = attributesQuery();

  async function attributesOf(db: Reader, identityId: string): Promise<Attributes> {
    const rows = await find(db, identityId);
    return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)]));
  }

  return {
    attributesOf,

    async setAttributes(tx, { identityId, by, change }) {
      const known = await attributesOf(tx, identityId);
      let changed = false;
      for (const name of attributeNames) {
        const value = change[name];
        if (value === undefined || value === (known[name] ?? null)) continue;
        const { fits, words } = kinds[name];
        if (value !== null && !fits(value)) throw badRequest('invalid_attribute', `“${name}” has to be ${words}.`);
        changed = true;
        if (value === null) await deleteAttribute(tx, identityId, name);
        else {
          const row = { identity_id: identityId, name, value: JSON.stringify(value), set_by: by, set_at: clock() };
          await putAttribute(tx, row);
        }
      }
      if (changed) await bumpRevision(tx);
      return changed;
    },

    forgetAttributes: deleteAttributes,
  };
}
