import type { Identities } from '../identity/identity.ts';
import { cursorAt, positionOf } from '../kernel/cursor.ts';
import type { Reader } from '../store/store.ts';
import { type Jar, jarOf } from './jar.ts';
import { findAllJars } from './store.ts';

export interface OversightInit {
  /** Identity id of whoever looks. */
  subject: string;
  limit: number;
  cursor?: string | undefined;
  /** Only those whose owner cannot act. */
  orphaned: boolean;
}

export interface OverseenJar {
  jar: Jar;
  /** Its owner is suspended or gone. */
  orphaned: boolean;
}

/** How many jars are looked at for a page before it is answered as it is, with a cursor to go on. */
const longestScan = 2000;
const scanPage = 200;

/** Every jar there is, newest first, by what is known of it from outside. Throws `invalid_cursor` (400). */
export async function overseeJars(
  identities: Pick<Identities, 'byId'>,
  db: Reader,
  { subject, limit, cursor, orphaned }: OversightInit,
): Promise<{ jars: OverseenJar[]; nextCursor: string | null }> {
  const list = ['oversight', subject, String(orphaned)];
  const active = new Map<string, boolean>();
  async function acts(ownerId: string): Promise<boolean> {
    const known = active.get(ownerId) ?? (await identities.byId(db, ownerId))?.state === 'active';
    active.set(ownerId, known);
    return known;
  }

  const jars: OverseenJar[] = [];
  let last = cursor === undefined ? undefined : positionOf(cursor, list);
  for (let scanned = 0; scanned < longestScan; ) {
    const rows = await findAllJars(db, scanPage, last);
    for (const row of rows) {
      if (jars.length === limit) return { jars, nextCursor: cursorAt(last!, list) };
      last = { at: row.created_at, id: row.id };
      scanned += 1;
      const owned = await acts(row.owner_id);
      if (!owned || !orphaned) jars.push({ jar: jarOf(row), orphaned: !owned });
    }
    if (rows.length < scanPage) return { jars, nextCursor: null };
  }
  return { jars, nextCursor: cursorAt(last!, list) };
}
