// Besides C0 and C1: line and paragraph separators, bidirectional controls (a name could pass for another one by them)
// and lone surrogates, which are not text.
const pattern = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export function hasControlCharacters(text: string): boolean {
  return pattern.test(text);
}
