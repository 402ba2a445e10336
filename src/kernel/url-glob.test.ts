import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { urlGlob } from './url-glob.ts';

const cases: [pattern: string, url: string, matches: boolean][] = [
  ['http://hooks.internal/sting', 'http://hooks.internal/sting', true],
  ['http://hooks.internal/sting', 'http://hooks.internal/sting?token=1', true],
  ['http://hooks.internal/sting', 'http://hooks.internal/stings', false],
  ['http://hooks.internal/sting', 'http://hooks.internal/', false],
  ['http://hooks.internal/sting', 'https://hooks.internal/sting', false],
  ['http://hooks.internal/sting', 'http://hooks.internal:8080/sting', false],
  ['http://hooks.internal/sting', 'http://hooksXinternal/sting', false],
  ['http://hooks.internal/sting', 'http://evil.example/?http://hooks.internal/sting', false],
  ['http://hooks.internal/sting', 'http://hooks.internal:80/sting', true],
  ['http://hooks.internal:80/sting', 'http://hooks.internal/sting', true],
  ['https://HOOKS.internal:443/Sting', 'https://hooks.internal/Sting', true],
  ['https://hooks.internal:443/Sting', 'https://hooks.internal/sting', false],
  ['http://hooks.internal', 'http://hooks.internal/', true],
  ['http://hooks.internal', 'http://hooks.internal/admin', false],
  ['http://hooks.internal/', 'http://hooks.internal/admin', false],
  ['http://hooks.internal/*', 'http://hooks.internal/a', true],
  ['http://hooks.internal/*', 'http://hooks.internal/a/b', false],
  ['http://hooks.internal/**', 'http://hooks.internal/a/b.c', true],
  ['http://hooks.internal/a/**', 'http://hooks.internal/a/../admin', false],
  ['http://hooks.internal/a/**', 'http://hooks.internal/a/%2e%2e/admin', false],
  ['http://*.internal/x', 'http://hooks.internal/x', true],
  ['http://*.internal/x', 'http://a.b.internal/x', false],
  ['http://*.internal/x', 'http://internal/x', false],
  ['http://*.internal/x', 'http://evil.example/.internal/x', false],
  ['http://127.0.0.1:9000/**', 'http://127.0.0.1:9000/x', true],
  ['http://127.0.0.1:9000/**', 'http://127.1:9000/x', true],
  ['http://[::1]:9000/**', 'http://[0:0:0:0:0:0:0:1]:9000/x', true],
];

describe('urlGlob', () => {
  for (const [pattern, url, matches] of cases) {
    it(`says that ${pattern} ${matches ? 'is' : 'is not'} ${url}`, () => {
      assert.equal(urlGlob(pattern)(new URL(url)), matches);
    });
  }

  for (const pattern of ['', '*', '**', 'hooks.internal/**', 'ftp://hooks.internal/', '//hooks.internal/', 'http://']) {
    it(`refuses the pattern “${pattern}”`, () => assert.throws(() => urlGlob(pattern), TypeError));
  }
});
