import { sql } from 'kysely';
import { scopeOf } from '../store.ts';
import type { Candidate, Match, TextIndex } from '../text-index.ts';

/** Hits that are looked at where a person reaches too many jars to name them: what bounds a word that is everywhere. */
const mostExamined = 20_000;

/** Named jars are words of the expression, so that the index itself skips whatever stands in others. */
function expressionOf({ expression, jars }: Match): string {
  if (jars === null) return expression;
  return `scope : (${jars.map((id) => `"${scopeOf(id)}"`).join(' OR ')}) AND ${expression}`;
}

/** The search of SQLite: https://sqlite.org/fts5.html */
export const fts5: TextIndex = {
  async candidates(db, { before, limit, ...match }) {
    const { rows } = await sql<Candidate>`
      select entry.number, entry.id, entry.jar_id as jarId, entry.name, document.sensitivity as label
      from (
        select rowid as number from search_index where search_index match ${expressionOf(match)} and rowid < ${before}
        order by rowid desc limit ${mostExamined}
      ) as hit
      cross join search_text as entry on entry.number = hit.number
      left join document on document.id = entry.id
      where ${match.reached('entry.jar_id')}
      order by entry.number desc limit ${limit}`.execute(db);
    return rows;
  },

  async snippets(db, match, numbers) {
    if (numbers.length === 0) return new Map();
    const { rows } = await sql<{ number: number; snippet: string }>`
      select rowid as number, snippet(search_index, 2, char(2), char(3), '…', 24) as snippet
      from search_index where search_index match ${match.expression} and rowid in (${sql.join(numbers)})`.execute(db);
    return new Map(rows.map(({ number, snippet }) => [number, snippet]));
  },
};
