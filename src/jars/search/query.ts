const mostTerms = 32;

/** What the tokenizer of the index takes for part of a word; a term without any of it would match nothing. */
const hasWord = /[\p{L}\p{N}\p{Co}]/u;

/**
 * The words of a person as an FTS5 expression over names and texts; null where they hold no word. All of them have to be
 * there; `OR` stands between alternatives, `"…"` holds words together, `word*` is the beginning of a word. Everything is
 * quoted (FTS5 §3.1), so that nothing typed is read as syntax; what means nothing is left out.
 */
export function matchOf(typed: string): string | null {
  const alternatives: string[][] = [[]];
  let terms = 0;
  for (const [, phrase, bare] of typed.normalize('NFKC').matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    if (bare === 'OR') alternatives.push([]);
    if (bare === 'OR' || bare === 'AND' || terms === mostTerms) continue;
    const text = (phrase ?? bare!).replaceAll(/\p{Cc}/gu, ' ');
    if (!hasWord.test(text)) continue;
    alternatives.at(-1)!.push(`"${text}"${bare?.endsWith('*') ? '*' : ''}`);
    terms += 1;
  }
  const all = alternatives.filter((words) => words.length > 0).map((words) => `(${words.join(' AND ')})`);
  return all.length === 0 ? null : `{name text} : (${all.join(' OR ')})`;
}
