/** Of a schema in which the name of every type is written out: its parts, and over how many names each is made. */
interface Size {
  parts: number;
  depth: number;
}

/** Far beyond every bound, and still a number that can be added. */
const endless: Size = { parts: Number.MAX_SAFE_INTEGER, depth: Number.MAX_SAFE_INTEGER };

const declaration = /\btype\s+([A-Za-z_]\w*)\s*=([^;]*)/g;
const word = /[A-Za-z_]\w*/g;

/**
 * How large the engine makes a schema that it reads: twenty types, each made of two of the one before, are a million
 * parts. Counted on the text, because the engine begins to write out as soon as it looks; a word that only looks like a
 * type counts as one.
 */
export function writtenOut(code: string): Size {
  const bodies = new Map<string, string[]>();
  for (const [, name, body] of code.matchAll(declaration)) bodies.set(name!, [...(bodies.get(name!) ?? []), body!]);
  const known = new Map<string, Size>();

  function sizeOf(name: string): Size {
    const size = known.get(name);
    if (size) return size;
    // Whoever comes here again while it is counted is inside of itself.
    known.set(name, endless);
    const own = sum(bodies.get(name)!.join(' '));
    known.set(name, { parts: own.parts, depth: own.depth + 1 });
    return known.get(name)!;
  }

  function sum(part: string): Size {
    const total = { parts: 0, depth: 0 };
    for (const [name] of part.matchAll(word)) {
      const { parts, depth } = bodies.has(name) ? sizeOf(name) : { parts: 1, depth: 0 };
      total.parts = Math.min(total.parts + parts, Number.MAX_SAFE_INTEGER);
      total.depth = Math.max(total.depth, depth);
    }
    return total;
  }

  return sum(code);
}
