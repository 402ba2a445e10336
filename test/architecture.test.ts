import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import manifest from '../package.json' with { type: 'json' };
import * as rules from './support/architecture-rules.ts';
import { readSources, source } from './support/sources.ts';

const src = readSources('src');
const everything = [...src, ...['test', 'bench', 'bin'].flatMap(readSources)];

/** Each rule with what it looks at and a file that breaks it: a rule that finds nothing there is broken itself. */
const table: { name: string; rule: rules.Rule; sources: typeof src; breach: [path: string, text: string][] }[] = [
  {
    name: 'imports go down the ranks, never sideways',
    rule: rules.downwardImports,
    sources: src,
    breach: [
      ['src/audit/up.ts', "import type { Session } from '../sessions/sessions.ts';"],
      ['src/identity/sideways.ts', "import { createWebAuthn } from '../webauthn/webauthn.ts';"],
      ['src/flows/later.ts', "const http = await import('../http/server.ts');"],
      ['src/flows/again.ts', "export { render } from '../pages/pages.ts';"],
      ['src/jars/helper.ts', "import { temporaryStore } from '../../test/support/temporary.ts';"],
      ['src/hive/hive.ts', ''],
    ],
  },
  {
    name: 'outsiders use the door of a module',
    rule: rules.doorsOnly,
    sources: src,
    breach: [
      ['src/http/whoami.ts', "import { bySession } from '../sessions/store.ts';"],
      ['src/http/again.ts', "import { passkeyRow } from '../methods/passkey/row.ts';"],
      ['src/jars/prove.ts', "import { takeGrant } from '../assurance/store.ts';"],
    ],
  },
  {
    name: 'everything has one owner',
    rule: rules.singleOwners,
    sources: src,
    breach: [
      ['src/jars/a.ts', 'const port = process.env.PORT;'],
      ['src/jars/b.ts', 'const now = Date.now();'],
      ['src/jars/c.ts', 'const now = new Date().toISOString();'],
      ['src/jars/d.ts', 'const now = new Date;'],
      ['src/jars/e.ts', 'const start = performance.now();'],
      ['src/jars/f.ts', "import { randomUUID } from 'node:crypto';"],
      ['src/jars/g.ts', "const answer = await fetch('https://example.org');"],
      ['src/jars/h.ts', "import { request } from 'node:https';"],
      ['src/jars/i.ts', "import { sql } from 'kysely';"],
      ['src/jars/j.ts', "const rows = await db.selectFrom('jar').execute();"],
      ['src/jars/k.ts', "import { DatabaseSync } from 'node:sqlite';"],
      ['src/webauthn/login.ts', "import { verifyAuthenticationResponse } from '@simplewebauthn/server';"],
      ['src/access/decide.ts', "import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';"],
      ['src/cli/serve.ts', "import fastify from 'fastify';"],
      ['src/http/m.ts', "const name = '__Host-ory_kratos_session';"],
      ['src/flows/n.ts', "if (session.level === 'aal2') proceed();"],
    ],
  },
  {
    name: 'a table belongs to one module',
    rule: rules.oneOwnerPerTable,
    sources: src,
    breach: [
      [
        'src/jars/store.ts',
        "declare module '../store/store.ts' {\n  interface Tables {\n    audit_event: Copy;\n  }\n}",
      ],
      ['src/jars/jars.ts', "declare module '../store/store.ts' {\n  interface Tables {\n    honey: Honey;\n  }\n}"],
    ],
  },
  {
    name: 'file names say what is inside',
    rule: rules.fileNames,
    sources: everything,
    breach: ['login-v2', 'newLogin', 'new-login', 'login-final', 'simple-login', 'login.old', 'Login'].map((name) => [
      `src/flows/${name}.ts`,
      '',
    ]),
  },
  {
    name: 'files are short',
    rule: rules.shortFiles,
    sources: src,
    breach: [['src/flows/everything.ts', '\n'.repeat(301)]],
  },
  {
    name: 'there are no barrels',
    rule: rules.noBarrels,
    sources: src,
    breach: [['src/flows/index.ts', "export * from './login.ts';"]],
  },
  {
    name: 'imported packages are declared',
    rule: rules.declaredPackages(manifest),
    sources: everything,
    breach: [
      ['src/http/left-pad.ts', "import leftPad from 'left-pad';"],
      ['src/http/properties.ts', "import fc from 'fast-check';"],
      ['test/e2e/scoped.test.ts', "import { thing } from '@example/thing/deep';"],
    ],
  },
];

// That every route declares operation, auth, tier and permission is checked where routes are made: src/http/route.ts
// refuses to start with one that does not.
describe('architecture', () => {
  for (const { name, rule, sources, breach } of table) {
    it(name, () => assert.deepEqual(rule(sources), []));

    it(`${name}: a breach is found`, () => {
      const known = rule(sources);
      for (const [path, text] of breach) {
        const found = rule([...sources.filter((file) => file.path !== path), source(path, text)]);
        assert.ok(
          found.some((problem) => problem.startsWith(path) && !known.includes(problem)),
          `${path}: ${text}`,
        );
      }
    });
  }
});

describe('the scanner', () => {
  it('reads every way to import', () => {
    const text = [
      "import canonicalize from 'canonicalize';",
      "import './side-effect.ts';",
      'import type { A } from "./a.ts";',
      "import {\n  type B,\n  b,\n} from '../store/store.ts';",
      "export { c } from './c.ts';",
      "export type { D } from './d.ts';",
      "const e = await import('./e.ts');",
      "export const name = 'not-imported';",
      "// import f from './f.ts';",
      '/* import g from "./g.ts"; */',
      "const text = `import h from './h.ts'`;",
    ].join('\n');
    const { imports } = source('src/audit/x.ts', text);
    assert.deepEqual(
      imports.map(({ specifier, path, typeOnly }) => [specifier, path, typeOnly]),
      [
        ['canonicalize', null, false],
        ['./side-effect.ts', 'src/audit/side-effect.ts', false],
        ['./a.ts', 'src/audit/a.ts', true],
        ['../store/store.ts', 'src/store/store.ts', false],
        ['./c.ts', 'src/audit/c.ts', false],
        ['./d.ts', 'src/audit/d.ts', true],
        ['./e.ts', 'src/audit/e.ts', false],
      ],
    );
  });

  it('tells code from text', () => {
    const text = [
      '/** Never call Date.now() here. */',
      "const a = 'Date.now()'; // Date.now()",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text under test
      'const b = `Date.now() ${ { c: `${Math.max(1, { d: 2 }.d)}` }.c } Date.now()`;',
      'const e = /[\'"`/]/g.test(a) ? 8 / 4 / 2 : /Date\\.now\\//;',
      "const f = 'it\\'s Date.now()';",
      'after();',
    ].join('\n');
    const { code, strings } = source('src/x/x.ts', text);
    assert.doesNotMatch(code, /Date/);
    assert.match(code, /Math\.max\(1/);
    assert.match(code, /8 \/ 4 \/ 2/);
    assert.match(code, /after\(\);$/);
    assert.deepEqual(strings, ['Date.now()', 'Date.now() ', '', '', ' Date.now()', "it\\'s Date.now()"]);
  });
});
