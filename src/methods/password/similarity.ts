/** Wire contract 9.1: fewer changes than this, or more than this share in one piece, is too similar. */
const leastDistance = 5;
const mostSharedPart = 0.5;
/** An e-mail address; longer traits are prose, and comparing them would take its time. */
const longestCompared = 254;

/** Whether a password is close to one of the texts that everybody knows of a person: address, its local part, names. */
export function tooSimilar(password: string, known: readonly string[]): boolean {
  const typed = folded(password);
  return known
    .filter((text) => text.length <= longestCompared)
    .flatMap((text) => [folded(text), folded(text.split('@')[0]!)])
    .some(
      (text) => distance(typed, text) < leastDistance || longestShared(typed, text) / typed.length > mostSharedPart,
    );
}

/** All texts below traits, at any depth. */
export function textsOf(traits: unknown): string[] {
  if (typeof traits === 'string') return [traits];
  return typeof traits === 'object' && traits !== null ? Object.values(traits).flatMap(textsOf) : [];
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Levenshtein: how many letters have to be added, removed or replaced. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = above[column - 1]! + Number(a[row - 1] !== b[column - 1]);
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above.at(-1)!;
}

/** The length of the longest piece that stands in both. */
function longestShared(a: string, b: string): number {
  let longest = 0;
  let above = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    const current = [0];
    for (let column = 1; column <= b.length; column++) {
      current.push(letter === b[column - 1] ? above[column - 1]! + 1 : 0);
      longest = Math.max(longest, current[column]!);
    }
    above = current;
  }
  return longest;
}
