// Writes the generated references in docs/; `npm run docs`. test/docs.test.ts fails when one of them is out of date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { references } from './docs/references.ts';

for (const [path, content] of Object.entries(await references())) {
  writeFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), content);
  console.log(path);
}
