import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A policy or schema file as text. */
export interface PolicyFile {
  path: string;
  text: string;
}

/** The folder of the product's own policies, next to `src`. */
export const productPolicies = join(import.meta.dirname, '..', '..', 'policies');

/** Every `*.cedar` of a folder in the order of their names, and its `schema.cedarschema`. */
export function readPolicyFiles(directory: string): { schema: PolicyFile; policies: PolicyFile[] } {
  const read = (name: string): PolicyFile => {
    const path = join(directory, name);
    return { path, text: readFileSync(path, 'utf8') };
  };
  const names = readdirSync(directory).filter((name) => name.endsWith('.cedar'));
  if (names.length === 0) throw new Error(`${directory} holds no policies (*.cedar).`);
  return { schema: read('schema.cedarschema'), policies: names.sort().map(read) };
}

/** `path:line:column` of a byte offset, both from 1. */
export function position({ path, text }: PolicyFile, offset = 0): string {
  const lines = Buffer.from(text).subarray(0, offset).toString().split('\n');
  return `${path}:${lines.length}:${lines.at(-1)!.length + 1}`;
}
