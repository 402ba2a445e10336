/** What somebody may have meant by a key that does not exist: `; did you mean ...?`, or what to do instead. */
export function suggest(key: string, known: readonly string[]): string {
  if (known.some((candidate) => candidate.startsWith(`${key}.`)))
    return 'is a group of keys and takes no value itself.';
  const last = key.split('.').at(-1);
  const typos = known
    .map((candidate) => ({ candidate, edits: distance(key, candidate) }))
    .filter(({ edits }) => edits <= Math.min(3, Math.ceil(key.length / 5)))
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate);
  const elsewhere = known.filter((candidate) => candidate.split('.').at(-1) === last);
  const likely = (typos.length > 0 ? typos : elsewhere).slice(0, 3);
  if (likely.length === 0) return 'is not a key of STING. docs/configuration.md lists them.';
  return `is not a key of STING; did you mean ${likely.join(' or ')}?`;
}

/** How many characters have to be put in, left out or replaced to get from `a` to `b` (Levenshtein). */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[b.length]!;
}
