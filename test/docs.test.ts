import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { references } from '../bin/docs/references.ts';
import { eventTypes } from '../src/audit/events.ts';
import { loadConfigWithWarnings, schema } from '../src/config/config.ts';
import { unsupportedGroup } from '../src/config/unsupported.ts';
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
  const written = (text: string) => [...text.matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, yaml]) => yaml!);
  const [base, ...more] = written(read('docs/running.md'));

  it('show a configuration that starts', async (t) => {
    const file = join(await temporaryFolder(t), 'sting.yml');
    await writeFile(file, base!);
    const { config, warnings } = loadConfigWithWarnings({ file, environment: {} });
    assert.equal(config.mode, 'production');
    assert.equal(config['selfservice.methods.passkey.config.rp.id'], 'id.example.org');
    assert.equal(config['registration.mode'], 'invite_only');
    assert.deepEqual(warnings, []);
  });

  for (const [index, yaml] of more.entries()) {
    it(`show what can be put beside it: ${index + 1}`, async (t) => {
      const file = join(await temporaryFolder(t), 'sting.yml');
      await writeFile(file, `${base}${yaml}`);
      assert.deepEqual(loadConfigWithWarnings({ file, environment: {} }).warnings, []);
    });
  }

  const guides = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('docs/decisions')];

  it('link only to files that exist', () => {
    assert.ok(guides.length > 15);
    for (const guide of guides) {
      for (const [, path] of read(guide).matchAll(/\]\((?!https?:|mailto:)([^)#]+)/g)) {
        const file = new URL(path!, new URL(`../${guide}`, import.meta.url));
        assert.ok(existsSync(file), `${guide} links to ${path}`);
      }
    }
  });

  it('name only keys that there are', () => {
    const groups = new Set(Object.keys(schema).map((key) => key.split('.')[0]));
    for (const guide of guides.filter((each) => !Object.hasOwn(generated, each))) {
      for (const [, key = ''] of read(guide).matchAll(/`([a-z_]+(?:\.[a-z_\d]+)+)`/g)) {
        if (!groups.has(key.split('.')[0]!) || /\.(md|ts|test|db|yml)$/.test(key)) continue;
        const known = Object.keys(schema).some((each) => each === key || each.startsWith(`${key}.`));
        assert.ok(known || unsupportedGroup(key) || key in eventTypes, `${guide} names ${key}`);
      }
    }
  });
});

/** The Markdown files of a folder. */
function pagesIn(folder: string): string[] {
  return readdirSync(new URL(`../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}
