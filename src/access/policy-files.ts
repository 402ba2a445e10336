import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the product's own policies, next to `src`. */
export const productPolicies = join(import.meta.dirname, '..', '..', 'policies');

/** One text made of pieces, in which every place can still be told by its piece. */
export interface PolicyText {
  text: string;
  /** `name:line:column` of an offset in bytes, line and column from 1. */
  place(offset: number): string;
}

/** What the rules may speak about, and the rules. */
export interface PolicySource {
  schema: PolicyText;
  policies: PolicyText;
}

/** Every `*.cedar` of a folder in the order of their names as one text, and its `schema.cedarschema`. */
export function readPolicyFiles(directory: string): PolicySource {
  const names = readdirSync(directory).filter((name) => name.endsWith('.cedar'));
  if (names.length === 0) throw new Error(`${directory} holds no policies (*.cedar).`);
  const read = (name: string) => ({ name: join(directory, name), text: readFileSync(join(directory, name), 'utf8') });
  return { schema: textOf([read('schema.cedarschema')]), policies: textOf(names.sort().map(read)) };
}

export function textOf(pieces: readonly { name: string; text: string }[]): PolicyText {
  return {
    text: pieces.map(({ text }) => `${text}\n`).join(''),
    place(offset) {
      let start = 0;
      for (const { name, text } of pieces) {
        const bytes = Buffer.byteLength(text);
        if (offset <= start + bytes) {
          const { line, column } = lineAndColumn(text, offset - start);
          return `${name}:${line}:${column}`;
        }
        start += bytes + 1;
      }
      return pieces.at(-1)?.name ?? '';
    },
  };
}

/** Of an offset in bytes; both from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const lines = Buffer.from(text).subarray(0, offset).toString().split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
