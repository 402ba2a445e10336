import type { Access, Asker, Relation } from '../access/access.ts';
import { cursorAt, positionOf } from '../kernel/cursor.ts';
import type { Reader } from '../store/store.ts';
import { type Jar, jarOf } from './jar.ts';
import { findJars } from './store.ts';

export interface ListInit extends Asker {
  /** Jars on a page, at most. */
  limit: number;
  cursor?: string;
  /** Part of the name, in any case. */
  q?: string;
}

export interface JarPage {
  jars: (Jar & { relation: Relation })[];
  nextCursor: string | null;
}

/** How many jars a search looks at before it answers what it has, with a cursor to go on. */
const longestScan = 2000;
const scanPage = 200;

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * The jars that this person may discover with these proofs, newest first. A page of a search may be short, even empty,
 * while there is a cursor. Throws `invalid_cursor` (400).
 */
export async function listJars(
  access: Pick<Access, 'readable'>,
  db: Reader,
  { subject, proofs, from, limit, cursor, q = '' }: ListInit,
): Promise<JarPage> {
  const list = ['jars', subject, q];
  const wanted = folded(q);
  const page = wanted === '' ? limit : scanPage;
  const jars: JarPage['jars'] = [];
  let last = cursor === undefined ? undefined : positionOf(cursor, list);
  for (let scanned = 0; scanned < longestScan; ) {
    const before = last && { createdAt: last.at, jarId: last.id };
    const asked = { subject, proofs, from, limit: page, ...(before ? { before } : {}) };
    const { jars: readable, next } = await access.readable(db, asked);
    const rows = new Map(
      (
        await findJars(
          db,
          readable.map(({ jarId }) => jarId),
        )
      ).map((row) => [row.id, row]),
    );
    for (const { jarId, relation, createdAt } of readable) {
      if (jars.length === limit) return { jars, nextCursor: cursorAt(last!, list) };
      last = { at: createdAt, id: jarId };
      scanned += 1;
      const row = rows.get(jarId);
      if (row && folded(row.name).includes(wanted)) jars.push({ ...jarOf(row), relation });
    }
    if (next === null) return { jars, nextCursor: null };
    last = { at: next.createdAt, id: next.jarId };
    // A page without anything counts as well: a search must not look at everything at once.
    scanned += Math.max(0, page - readable.length);
    if (jars.length === limit) break;
  }
  return { jars, nextCursor: cursorAt(last!, list) };
}
