import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/secrets.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { openSchema, type Policy, readPolicies, type Schema } from '../cedar.ts';
import { type Engine, openEngine } from '../engine.ts';
import { type PolicySource, textOf } from '../policy-files.ts';
import { signInActions } from '../vocabulary.ts';
import { type Checked, createCheck } from './check.ts';
import { insertVersion, type PolicyRow, revisionQuery, selectPolicies, selectPolicy } from './store.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** One rule of an administrator in one of its versions. Times in milliseconds. */
export interface PolicyVersion {
  id: string;
  version: number;
  /** Null where this version deleted it. */
  text: string | null;
  enabled: boolean;
  reason: string;
  /** Identity id; null for the operator of the machine. */
  createdBy: string | null;
  createdAt: number;
}

/** What a policy is to become; `text: null` deletes it. */
export interface PolicyChange {
  id: string;
  text: string | null;
  enabled?: boolean;
}

export interface Policies {
  /** The rules that hold in what `db` sees: those of the product and those of the administrators. */
  current(db: Reader): Promise<Engine>;
  /** The same without what administrators forbid: what somebody could do but for them. */
  unforbidden(db: Reader): Promise<Engine>;
  /** Those that would hold. The texts have to be valid. */
  candidate(db: Reader, changes: readonly PolicyChange[]): Promise<Engine>;
  product: readonly Policy[];
  /** What a request can be about. */
  actions: readonly string[];
  vocabulary: Vocabulary;
  check(text: string): Checked;
  list(db: Reader): Promise<PolicyVersion[]>;
  /** The newest version, be it a deletion; null if there never was one. */
  find(db: Reader, id: string): Promise<PolicyVersion | null>;
  /** Writes the next version down, unchecked. */
  write(tx: Tx, change: Required<PolicyChange> & { by: string | null; reason: string }): Promise<PolicyVersion>;
}

interface Init {
  source: PolicySource;
  clock: Clock;
  random: Random;
  alarm: (problem: string) => void;
}

let instances = 0;

/** The rules of one store. Throws, naming file and line, where one of the product's is not valid. */
export function createPolicies({ source, clock, random, alarm }: Init): Policies {
  const schema = openSchema(source.schema);
  const product = readPolicies(schema, source.policies);
  const check = createCheck(schema, product);
  const revision = revisionQuery();
  const slot = `engine ${instances++}`;
  let known: { revision: number; engine: Engine } | null = null;
  const permitting = new WeakMap<Engine, Engine>();

  const parsed = parsing(schema);

  const engineOf = (texts: ReadonlyMap<string, string>, name?: string) =>
    openEngine(schema, [...product, ...parsed(texts)], alarm, name);

  async function texts(db: Reader): Promise<Map<string, string>> {
    const rows = await selectPolicies(db);
    return new Map(rows.filter(({ enabled }) => enabled === 1).map(({ id, text }) => [id, text!]));
  }

  async function current(db: Reader): Promise<Engine> {
    const now = Number((await revision(db))[0]!.revision);
    if (known?.revision !== now) known = { revision: now, engine: engineOf(await texts(db), slot) };
    return known.engine;
  }

  return {
    product,
    vocabulary: vocabularyOf(schema),
    actions: [...schema.actions.keys()].filter((action) => !signInActions.includes(action)),
    check,
    current,

    async unforbidden(db) {
      const engine = await current(db);
      const left = withoutForbids(product, engine.policies);
      if (left.length === engine.policies.length) return engine;
      const open = permitting.get(engine) ?? openEngine(schema, left, alarm, `${slot}, unforbidden`);
      permitting.set(engine, open);
      return open;
    },

    async candidate(db, changes) {
      const held = await texts(db);
      for (const { id, text, enabled = true } of changes) {
        if (text === null || !enabled) held.delete(id);
        else held.set(id, text);
      }
      return engineOf(held, `${slot}, candidate`);
    },

    list: async (db) => (await selectPolicies(db)).map(versionOf),

    async find(db, id) {
      const row = await selectPolicy(db, id);
      return row ? versionOf(row) : null;
    },

    async write(tx, { id, text, enabled, by, reason }) {
      const before = await selectPolicy(tx, id);
      const row: PolicyRow = {
        id,
        version: (before?.version ?? 0) + 1,
        text,
        enabled: enabled ? 1 : 0,
        reason,
        created_by: by,
        created_at: clock(),
      };
      await insertVersion(tx, row, random(6).readUIntBE(0, 6));
      return versionOf(row);
    },
  };
}

/** What is left where administrators forbid nothing. */
export const withoutForbids = (product: readonly Policy[], policies: readonly Policy[]): Policy[] =>
  policies.filter((policy) => product.includes(policy) || policy.json.effect === 'permit');

/**
 * Reads texts that were valid when they were saved, each once: to read a thousand anew takes a second. Throws where one is
 * not valid any more, after an update of STING: a forbid that is left out would open what it closes.
 */
function parsing(schema: Schema): (texts: ReadonlyMap<string, string>) => Policy[] {
  let known = new Map<string, Policy>();
  return (texts) => {
    const missing = [...texts].filter(([, text]) => !known.has(text));
    const pieces = missing.map(([id, text]) => ({ name: `policy “${id}”`, text }));
    const read = pieces.length === 0 ? [] : readPolicies(schema, textOf(pieces));
    const byId = new Map(read.map((policy) => [policy.id, policy]));
    const current = new Map([...texts].map(([id, text]) => [text, known.get(text) ?? byId.get(id)!]));
    known = current;
    return [...current.values()];
  };
}

export function versionOf(row: PolicyRow): PolicyVersion {
  return {
    id: row.id,
    version: row.version,
    text: row.text,
    enabled: row.enabled === 1,
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
