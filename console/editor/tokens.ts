type TokenKind = 'comment' | 'string' | 'keyword' | 'annotation' | 'plain';

/** A piece of a policy's text. `start` counts characters from 0. */
export interface Token {
  kind: TokenKind;
  text: string;
  start: number;
}

/** A string ends at its line at the latest, so that an open quote does not swallow what follows while one types. */
const pattern =
  /(?<comment>\/\/[^\n]*)|(?<string>"(?:[^"\\\n]|\\.)*"?)|(?<annotation>@\w+)|(?<keyword>\b(?:permit|forbid|when|unless|if|then|else|in|is|has|like|true|false|principal|action|resource|context)\b)/g;

/** The whole text of a policy in pieces of one kind each. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const plainUntil = (end: number) => {
    if (end > at) tokens.push({ kind: 'plain', text: text.slice(at, end), start: at });
  };
  for (const { 0: found, index, groups } of text.matchAll(pattern)) {
    plainUntil(index);
    const kind = Object.keys(groups!).find((name) => groups![name] !== undefined) as TokenKind;
    tokens.push({ kind, text: found, start: index });
    at = index + found.length;
  }
  plainUntil(text.length);
  return tokens;
}
