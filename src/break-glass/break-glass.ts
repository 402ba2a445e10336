import type { Clock } from '../kernel/clock.ts';
import { notFound } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Attempts } from '../methods/attempts/attempts.ts';
import { slowHash } from '../methods/hashing/slow-hash.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Reader, Store, Tx } from '../store/store.ts';
import { canonicalCode, codesPerSet, newCode } from './codes.ts';
import { alreadyOpen, codeUsed, notOpen, off, ownOpening, reviewed, tooManyAttempts, wrongCode } from './errors.ts';
import * as store from './store.ts';

/** One use of a sealed code. Times in milliseconds. */
export interface Opening {
  id: string;
  identityId: string;
  sessionId: string;
  reason: string;
  openedAt: number;
  /** At most an hour later; then, or when it was closed, it is over. */
  endsAt: number;
  /** Its session may still use it. */
  open: boolean;
  review: { by: string; at: number; note: string } | null;
  /** Ids of the jars that were read by it although they were closed to its person. */
  jars: string[];
}

/**
 * Sealed codes for the day on which the normal way does not work. One opens the session that it is typed into, for one hour;
 * what that opens is for the policies to say (policies/break-glass.cedar). Without codes there is no such thing.
 */
export interface BreakGlass {
  /**
   * Makes a set of codes, to be shown this once; `seal` puts them in the place of the earlier ones, in the transaction of
   * the change. Throws `busy` (503).
   */
  prepare(): Promise<{ codes: string[]; seal: (tx: Tx) => Promise<void> }>;
  /** When the codes were made, and how many of them are unused; null if there are none. */
  sealed(db: Reader): Promise<{ madeAt: number; total: number; left: number } | null>;
  /**
   * Looks at a code without spending it; answers by what `open` knows it. Wrong ones are counted per person and over all
   * people. Throws `wrong_break_glass_code` (400), `break_glass_off` (409), `break_glass_code_used` (410),
   * `too_many_attempts` (429), `busy` (503).
   */
  check(identityId: string, typed: string): Promise<string>;
  /** Spends a code. Throws `break_glass_open` (409), `break_glass_code_used` (410). */
  open(tx: Tx, init: { identityId: string; sessionId: string; reason: string; checked: string }): Promise<Opening>;
  /** The id of the opening that a session holds now. */
  openingOf(db: Reader, sessionId: string): Promise<string | null>;
  /** Ends it before its time; answers its id. Throws `break_glass_not_open` (409). */
  close(tx: Tx, sessionId: string): Promise<string>;
  /** Remembers that a jar was read by it; false if that is known. */
  noteJar(tx: Tx, opening: string, jarId: string): Promise<boolean>;
  /** The newest first, at most 100; all, or those that nobody has reviewed. */
  openings(db: Reader, which?: { unreviewed: boolean }): Promise<Opening[]>;
  /** Throws `not_found` (404), `own_opening`, `break_glass_open`, `break_glass_reviewed` (409). */
  review(tx: Tx, init: { id: string; by: string; note: string }): Promise<void>;
}

interface Init {
  store: Store;
  clock: Clock;
  random: Random;
  attempts: Attempts;
  sessions: Pick<Sessions, 'byId'>;
  /** The slow hash; a test supplies one that takes no time. */
  hash?: typeof slowHash;
}

const openMs = 3_600_000;
const mostOpenings = 100;

/** The names under which wrong codes are counted: of one person, and of all together. */
const factor = 'break_glass';
const everybody = 'break_glass';

export function createBreakGlass({
  store: database,
  clock,
  random,
  attempts,
  sessions,
  hash = slowHash,
}: Init): BreakGlass {
  const openingRead = store.openingQuery();
  const openingOf = async (db: Reader, sessionId: string) => (await openingRead(db, sessionId, clock()))[0]?.id ?? null;

  /** Counts the attempt before it is looked at, so that parallel guesses cannot share one count. */
  async function reserve(identityId: string): Promise<void> {
    const wait = await database.write(async (tx) => {
      const own = await attempts.reserve(tx, identityId, factor);
      if (own !== null) return own;
      const all = await attempts.reserve(tx, everybody, factor);
      if (all !== null) await attempts.release(tx, identityId, factor);
      return all;
    });
    if (wait !== null) throw tooManyAttempts(wait);
  }

  async function release(identityId: string): Promise<void> {
    await database.write(async (tx) => {
      await attempts.release(tx, identityId, factor);
      await attempts.release(tx, everybody, factor);
    });
  }

  async function shown(db: Reader, row: store.OpeningRow): Promise<Opening> {
    const { id, reason, reviewed_at: at, reviewed_by: by, note } = row;
    const lasts = row.ends_at > clock();
    return {
      id,
      identityId: row.identity_id,
      sessionId: row.session_id,
      reason,
      openedAt: row.opened_at,
      endsAt: row.ends_at,
      open: lasts && ((await sessions.byId(db, row.session_id))?.active ?? false),
      review: at === null || by === null ? null : { at, by, note: note ?? '' },
      jars: await store.selectJars(db, id),
    };
  }

  return {
    openingOf,

    async prepare() {
      const codes = Array.from({ length: codesPerSet }, () => newCode(random));
      const salt = random(16).toString('base64url');
      const hashes: string[] = [];
      // One after the other: a set takes one place of the queue, not five.
      for (const code of codes) hashes.push(await hash(canonicalCode(code)!, salt));
      const seal = async (tx: Tx) => {
        const created_at = clock();
        await store.replaceCodes(
          tx,
          hashes.map((each) => ({ hash: each, salt, created_at, used_at: null })),
        );
        await attempts.succeed(tx, everybody, factor);
      };
      return { codes, seal };
    },

    async sealed(db) {
      const codes = await store.selectCodes(db);
      if (codes.length === 0) return null;
      const left = codes.filter(({ used_at }) => used_at === null).length;
      return { madeAt: codes[0]!.created_at, total: codes.length, left };
    },

    async check(identityId, typed) {
      const codes = await store.selectCodes(database.read);
      if (codes.length === 0) throw off();
      await reserve(identityId);
      const code = canonicalCode(typed);
      if (code === null) throw wrongCode();
      const hashed = await hash(code, codes[0]!.salt).catch(async (error) => {
        // The code was never looked at, so the attempt does not count.
        await release(identityId);
        throw error;
      });
      const row = codes.find((candidate) => candidate.hash === hashed);
      if (row === undefined) throw wrongCode();
      if (row.used_at !== null) throw codeUsed();
      return hashed;
    },

    async open(tx, { identityId, sessionId, reason, checked }) {
      if ((await openingOf(tx, sessionId)) !== null) throw alreadyOpen();
      const now = clock();
      if (!(await store.spendCode(tx, checked, now))) throw codeUsed();
      await attempts.succeed(tx, identityId, factor);
      await attempts.succeed(tx, everybody, factor);
      const row = {
        id: uuid(random),
        identity_id: identityId,
        session_id: sessionId,
        reason,
        opened_at: now,
        ends_at: now + openMs,
        reviewed_at: null,
        reviewed_by: null,
        note: null,
      };
      await store.insertOpening(tx, row);
      return shown(tx, row);
    },

    async close(tx, sessionId) {
      const id = await openingOf(tx, sessionId);
      if (id === null) throw notOpen();
      await store.updateOpening(tx, id, { ends_at: clock() });
      return id;
    },

    noteJar: (tx, opening, jarId) => store.insertJar(tx, { opening_id: opening, jar_id: jarId, read_at: clock() }),

    async openings(db, { unreviewed } = { unreviewed: false }) {
      const found: Opening[] = [];
      for (const row of await store.selectOpenings(db, { unreviewed, limit: mostOpenings }))
        found.push(await shown(db, row));
      return found;
    },

    async review(tx, { id, by, note }) {
      const row = await store.selectOpening(tx, id);
      if (row === undefined) throw notFound('opening');
      if (row.identity_id === by) throw ownOpening();
      if ((await shown(tx, row)).open) throw alreadyOpen();
      if (row.reviewed_at !== null) throw reviewed();
      await store.updateOpening(tx, id, { reviewed_at: clock(), reviewed_by: by, note });
    },
  };
}
