import type { Access, Asker, Sensitivity } from '../../access/access.ts';
import { verbTiers } from '../../access/access.ts';
import type { Reader } from '../../store/store.ts';
import { findJars } from '../store.ts';
import { matchOf } from './query.ts';
import type { Candidate, Match, TextIndex } from './text-index.ts';

export interface SearchInit extends Asker {
  /** What the person typed. */
  q: string;
  /** Hits, at most. */
  limit: number;
}

export interface Hit {
  jar: { id: string; name: string };
  /** Null where the jar itself is what was found. */
  documentId: string | null;
  name: string;
  /** HTML: the words found are `<mark>`ed, everything else is escaped. */
  snippet: string;
}

/** So many jars can be named to the index; whoever reaches more is searched for by what they are related to. */
const mostNamed = 500;
const batch = 200;
/** Where rules beyond relations refuse most of what is found, a search ends before it has looked at everything. */
const mostBatches = 10;
/** Which verbs it takes to be shown a line of something. */
const verbs = ['read', 'query'] as const;

/**
 * Finds what this person may read with the proofs they have, newest first. What they may not read is neither counted nor
 * ranked against nor quoted: hits come in the order of time, because a rank by rarity of words tells what others write.
 * `more`: there is at least one hit beyond the limit.
 */
export async function search(
  { access, index }: { access: Pick<Access, 'readable' | 'reached' | 'decide'>; index: TextIndex },
  db: Reader,
  { subject, proofs, from, q, limit }: SearchInit,
): Promise<{ hits: Hit[]; more: boolean }> {
  const expression = matchOf(q);
  if (expression === null) return { hits: [], more: false };
  const asker = { subject, proofs, from };
  const { jars: readable, next } = await access.readable(db, { ...asker, verb: 'read', limit: mostNamed });
  if (readable.length === 0 && next === null) return { hits: [], more: false };
  const jars = next !== null ? null : readable.map(({ jarId }) => jarId);
  const match: Match = { expression, jars, reached: await access.reached(db, subject) };

  const decided = new Map<string, boolean>();
  async function allowed(jar: string, label: Sensitivity | null): Promise<boolean> {
    const key = `${jar} ${label}`;
    const known = decided.get(key);
    if (known !== undefined) return known;
    let every = true;
    for (const verb of verbs) {
      const question = { ...asker, permission: `jar.${verb}`, tier: verbTiers[verb], jar, label };
      every &&= (await access.decide(db, question)).effect === 'allow';
    }
    decided.set(key, every);
    return every;
  }

  const found: Candidate[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (let round = 0; round < mostBatches && found.length <= limit; round++) {
    const candidates = await index.candidates(db, { ...match, before, limit: batch });
    for (const candidate of candidates) {
      if (found.length <= limit && (await allowed(candidate.jarId, candidate.label))) found.push(candidate);
    }
    if (candidates.length < batch) break;
    before = candidates.at(-1)!.number;
  }
  const shown = found.slice(0, limit);
  const snippets = await index.snippets(
    db,
    match,
    shown.map(({ number }) => number),
  );
  const rows = await findJars(db, [...new Set(shown.map(({ jarId }) => jarId))]);
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return {
    hits: shown.map(({ number, id, jarId, name }) => ({
      jar: { id: jarId, name: names.get(jarId) ?? '' },
      documentId: id === jarId ? null : id,
      name,
      snippet: marked(snippets.get(number) ?? ''),
    })),
    more: found.length > limit,
  };
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The text of a stranger as HTML in which only our own marks are markup. */
function marked(snippet: string): string {
  return snippet
    .replace(/[&<>"']/g, (character) => escapes[character]!)
    .replaceAll('\u0002', '<mark>')
    .replaceAll('\u0003', '</mark>');
}
