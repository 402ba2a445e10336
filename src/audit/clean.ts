// C0 and C1 controls, DEL, line and paragraph separators, and the marks that reorder text on a screen.
const unsafe = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside as it may stand in a log: at most `limit` UTF-16 units, every character that could start a line,
 * steer a terminal or reorder the text written as `\u000a` (CWE-117), lone surrogates replaced.
 */
export function clean(text: string, limit: number): string {
  return text
    .slice(0, limit)
    .replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .slice(0, limit)
    .toWellFormed();
}
