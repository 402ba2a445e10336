import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the product's own policies, next to `src`. */
export const productPolicies = join(import.meta.dirname, '..', '..', 'policies');

/** One text made of files, in which every place can still be told by its file. */
export interface PolicyText {
  text: string;
  /** `path:line:column` of an offset in bytes, line and column from 1. */
  place(offset: number): string;
}

/** Every `*.cedar` of a folder in the order of their names as one text, and its `schema.cedarschema`. */
export function readPolicyFiles(directory: string): { schema: PolicyText; policies: PolicyText } {
  const names = readdirSync(directory).filter((name) => name.endsWith('.cedar'));
  if (names.length === 0) throw new Error(`${directory} holds no policies (*.cedar).`);
  return { schema: read(directory, ['schema.cedarschema']), policies: read(directory, names.sort()) };
}

function read(directory: string, names: string[]): PolicyText {
  const files = names.map((name) => ({ path: join(directory, name), bytes: readFileSync(join(directory, name)) }));
  return {
    text: files.map(({ bytes }) => `${bytes}\n`).join(''),
    place(offset) {
      let start = 0;
      for (const { path, bytes } of files) {
        if (offset > start + bytes.length) {
          start += bytes.length + 1;
          continue;
        }
        const lines = bytes
          .subarray(0, offset - start)
          .toString()
          .split('\n');
        return `${path}:${lines.length}:${lines.at(-1)!.length + 1}`;
      }
      return directory;
    },
  };
}
