import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { references } from '../bin/docs/references.ts';
import { loadConfig, schema } from '../src/config/config.ts';
import { errorCodes } from './support/error-codes.ts';
import { isTest, readSources } from './support/sources.ts';
import { temporaryFolder } from './support/temporary.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const generated = await references();

describe('generated references', () => {
  for (const [path, content] of Object.entries(generated)) {
    it(`${path} is what the product says`, () => {
      assert.ok(read(path) === content, `${path} is out of date: run “npm run docs” and look at what changed.`);
    });
  }

  it('are the same each time', async () => assert.deepEqual(await references(), generated));

  it('name every key of the configuration', () => {
    for (const key of Object.keys(schema))
      assert.ok(generated['docs/configuration.md']!.includes(`| \`${key}\`<br>`), key);
  });

  it('name every path of the API description among the operations', () => {
    const paths = Object.keys(JSON.parse(generated['docs/openapi.json']!).paths);
    assert.ok(paths.length > 30);
    for (const path of paths) assert.ok(generated['docs/operations.md']!.includes(`\`${path}\``), path);
  });

  it('give every operation of the API description an id of its own', () => {
    const { paths } = JSON.parse(generated['docs/openapi.json']!) as { paths: Record<string, Record<string, unknown>> };
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => (operation as { operationId: string }).operationId),
    );
    assert.deepEqual(ids, [...new Set(ids)]);
  });
});

describe('docs/errors.md', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \| (\d{3}) \| (.+) \|$/gm)];
  const listed = rows.map(([, code, status]) => `${code} ${status}`);

  it('has one line for each error of the product, with its status, in order', () => {
    const product = readSources('src').filter((file) => !isTest(file));
    assert.deepEqual(listed, errorCodes(product));
  });

  it('says in a sentence what happened', () => {
    for (const [, code, , sentence] of rows) assert.match(sentence!, /^[A-Z`].{10,}\.$/, code!);
  });

  it('would miss no error, however it is written', () => {
    const file = [{ path: 'src/x/x.ts' }];
    const written: [text: string, codes: string[]][] = [
      ["throw new StingError({ code: 'a', status: 409, message });", ['a 409']],
      ["throw new StingError({\n  code: 'b',\n  status: 403,\n  message: '',\n});", ['b 403']],
      ["throw badRequest(\n  'c', 'No.');", ['c 400']],
      ["const table = {\n  d: [410, 'Gone.'],\n};", ['d 410']],
    ];
    for (const [text, codes] of written)
      assert.deepEqual(
        errorCodes(file, () => text),
        codes,
      );
    for (const text of ['new StingError({ message, code: name, status: 400 })', 'badRequest(name, message)']) {
      assert.throws(() => errorCodes(file, () => text), /src\/x\/x\.ts makes 1 errors, of which 0/);
    }
  });
});

describe('guides', () => {
  it('show a configuration that starts', async (t) => {
    const [, yaml] = /```yaml\n([\s\S]+?)```/.exec(read('docs/running.md'))!;
    const file = join(await temporaryFolder(t), 'sting.yml');
    await writeFile(file, yaml!);
    const config = loadConfig({ file, environment: {} });
    assert.equal(config.mode, 'production');
    assert.equal(config['selfservice.methods.passkey.config.rp.id'], 'id.example.org');
    assert.equal(config['registration.mode'], 'invite_only');
  });

  it('link only to files that exist', () => {
    for (const [, path] of ['README.md', 'docs/api.md', 'docs/running.md'].flatMap((guide) => [
      ...read(guide).matchAll(/\]\((?!http)([^)#]+)\)/g),
    ])) {
      const here = [path!, `docs/${path}`].some((each) => existsSync(new URL(`../${each}`, import.meta.url)));
      assert.ok(here, `${path} does not exist`);
    }
  });
});
