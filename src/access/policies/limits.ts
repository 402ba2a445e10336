/** Bytes. A rule that is longer is several rules. */
const longest = 16_384;

/**
 * The parser of the engine calls itself for what stands inside of something else, on a stack that cannot grow: with a
 * few hundred brackets or `if`s, or a thousand signs, it breaks down and answers nothing any more. These bounds keep far
 * from that. Of words and signs those in text and comments count as well.
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
  const deep = tooDeepAt(codeOf(text), deepest);
  return deep === null
    ? null
    : { message: `More than ${deepest} brackets inside of each other.`, offset: offset(deep) };
}

/** As the engine tells them apart: behind a `\` in a text stands anything but the end of a line. */
const apart = /"(?:[^"\\]|\\[^\n])*"|\/\/[^\n\r]*/g;

/**
 * Policies or a schema without the texts and comments in them: a bracket there closes nothing. One character is a space to
 * the engine and none to JavaScript.
 */
export const codeOf = (source: string): string =>
  source.replace(apart, (text) => ' '.repeat(text.length)).replaceAll('\u0085', ' ');

/**
 * Where more brackets than `most` stand inside of each other, in characters; null where they do not. `angles`: `<>` if those
 * count as well.
 */
export function tooDeepAt(code: string, most: number, angles: '' | '<>' = ''): number | null {
  let depth = 0;
  for (const { 0: bracket, index } of code.matchAll(angles === '' ? /[()[\]{}]/g : /[()[\]{}<>]/g)) {
    depth = '([{<'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > most) return index;
  }
  return null;
}
