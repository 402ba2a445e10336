import { badRequest } from '../kernel/errors.ts';

const maxDepth = 20;

/**
 * Strict JSON: valid UTF-8, no duplicate member names (RFC 8259 leaves their meaning open, so two readers could see two
 * different requests), at most 20 levels deep, no NUL in strings.
 * Throws `malformed_json`, `duplicate_member`, `too_deep` (400).
 */
export function parseJson(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, inner) => {
      if (typeof inner === 'string' && inner.includes('\u0000')) throw nul();
      return inner;
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'StingError') throw error;
    throw badRequest('malformed_json', 'The request body is not valid JSON.');
  }
  scan(text);
  return value;
}

const nul = () => badRequest('malformed_json', 'The request body holds a NUL character.');

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw badRequest('malformed_json', 'The request body is not valid UTF-8.');
  }
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Walks the tokens of text that JSON.parse accepted and watches member names and depth. */
function scan(text: string): void {
  const open: (Set<string> | null)[] = [];
  let previous = '';
  for (const [part] of text.matchAll(token)) {
    if (part === '{' || part === '[') {
      open.push(part === '{' ? new Set() : null);
      if (open.length > maxDepth) throw badRequest('too_deep', `The request body is nested deeper than ${maxDepth}.`);
    } else if (part === '}' || part === ']') {
      open.pop();
    } else if (part.startsWith('"')) {
      const names = open.at(-1);
      if (names && (previous === '{' || previous === ',')) {
        const name = JSON.parse(part) as string;
        if (name.includes('\u0000')) throw nul();
        if (names.has(name)) throw badRequest('duplicate_member', `The member “${name}” stands twice in one object.`);
        names.add(name);
      }
    }
    previous = part;
  }
}
