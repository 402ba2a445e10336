// Besides C0 and C1: line and paragraph separators, bidirectional controls and spaces without width (a name could pass for
// another one by them) and lone surrogates, which are not text. The joiners U+200C and U+200D are part of how Persian and
// emoji are written.
const pattern =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;

export function hasControlCharacters(text: string): boolean {
  return pattern.test(text);
}
