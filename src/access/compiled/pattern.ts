/** As Cedar writes it in the JSON of a policy. */
export type PatternElement = 'Wildcard' | { Literal: string };

/** The right side of `like`: whether a text is made of the literals in this order, with anything where a wildcard stands. */
export function compilePattern(elements: readonly PatternElement[]): (text: string) => boolean {
  const pieces = [''];
  for (const element of elements) {
    if (element === 'Wildcard') pieces.push('');
    else pieces[pieces.length - 1] += element.Literal;
  }
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    // The earliest place of each piece leaves the most for those behind it.
    for (const piece of others) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
