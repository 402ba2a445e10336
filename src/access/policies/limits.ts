/** Bytes. A rule that is longer is several rules. */
const longest = 16_384;

/**
 * The parser of the engine calls itself for what stands inside of something else, on a stack that cannot grow: with a
 * few hundred brackets or `if`s, or a thousand signs, it breaks down and answers nothing any more. These bounds keep far
 * from that. Text and comments count as well: they are not told apart before parsing.
 */
const bounds: [what: string, pattern: RegExp, most: number][] = [
  ['“if”s', /\bif\b/g, 50],
  ['conditions', /\b(?:when|unless)\b/g, 50],
  ['signs', /[+*.-]|&&|\|\||\b(?:has|in|is|like)\b/g, 400],
];
const deepest = 40;

/** Why a text is too much for the engine, and where in bytes; null if it is not. Look before anything parses it. */
export function tooComplex(text: string): { message: string; offset: number } | null {
  const offset = (at: number) => Buffer.byteLength(text.slice(0, at));
  if (Buffer.byteLength(text) > longest) return { message: `A policy has at most ${longest} bytes.`, offset: 0 };
  for (const [what, pattern, most] of bounds) {
    const beyond = [...text.matchAll(pattern)][most];
    if (beyond) return { message: `A policy has at most ${most} ${what}.`, offset: offset(beyond.index) };
  }
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1;
    if (depth > deepest)
      return { message: `More than ${deepest} brackets inside of each other.`, offset: offset(index) };
  }
  return null;
}
