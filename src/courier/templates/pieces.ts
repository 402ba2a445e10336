/** A template, read: literal text and the places of values. */
export type Pieces = readonly (string | { readonly name: string })[];

/** The values by name. Undefined is not known. */
export type Values = Readonly<Record<string, string | undefined>>;

/** Reads `{name}` and `{{name}}`. Braces around anything but a lower-case word are text, such as those of a style sheet. */
export function readPieces(source: string): Pieces {
  return split(source, /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}|\{([a-z][a-z0-9_]*)\}/g, (match) => match[1] ?? match[2]!);
}

/** Cuts a source at each match of a global `pattern`; `nameOf` answers whose value stands there. */
export function split(source: string, pattern: RegExp, nameOf: (match: RegExpExecArray) => string): Pieces {
  const pieces: (string | { name: string })[] = [];
  let end = 0;
  for (const match of source.matchAll(pattern)) {
    pieces.push(source.slice(end, match.index), { name: nameOf(match) });
    end = match.index + match[0].length;
  }
  return [...pieces, source.slice(end)];
}

/** Puts the values in their places, each once: a value that looks like a place stays what it is. */
export function fill(pieces: Pieces, values: Values, encode: (value: string) => string = (value) => value): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : encode(values[piece.name] ?? ''))).join('');
}

/** The same for plain text, where a line that names an unknown value is left out, and a paragraph without lines too. */
export function fillLines(pieces: Pieces, values: Values): string {
  const lines: string[] = [];
  let line = '';
  let complete = true;
  const end = () => {
    if (complete) lines.push(line.trimEnd());
    line = '';
    complete = true;
  };
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      const value = values[piece.name];
      if (value === undefined) complete = false;
      else line += value;
      continue;
    }
    const [first = '', ...more] = piece.split(/\r?\n/);
    line += first;
    for (const next of more) {
      end();
      line = next;
    }
  }
  end();
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
