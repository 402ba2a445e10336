import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Rule, targetOf } from '../../src/forward-auth/forward-auth.ts';
import { namesHost, ruleFor } from '../../src/forward-auth/rules.ts';

const rule = (hosts: string[], paths: string[] | null = null): Rule => ({
  hosts,
  paths,
  deny: false,
  requirement: {},
  roles: null,
  teams: null,
});

const rules = [
  rule(['wiki.example.org'], ['/Public', '/static']),
  rule(['wiki.example.org'], ['/admin', '/static/admin']),
  rule(['wiki.example.org']),
  rule(['*.apps.example.org']),
  rule(['lab.example.org:8443']),
  rule(['shop.example.org'], ['/cart']),
  rule(['files.example.org'], ['/']),
];

const cases: [url: string, index: number | null][] = [
  ['https://wiki.example.org/', 2],
  ['https://WIKI.example.org:443/x', 2],
  ['https://wiki.example.org/static', 0],
  ['https://wiki.example.org/static/admin', 0],
  ['https://wiki.example.org/statics', 2],
  ['https://wiki.example.org/admin', 1],
  ['https://wiki.example.org/admin/', 1],
  ['https://wiki.example.org/admin/users?x', 1],
  ['https://wiki.example.org/%61dmin', 1],
  ['https://wiki.example.org/administration', 2],
  // Fits one rule on a server that tells upper from lower case, and another on one that does not.
  ['https://wiki.example.org/Admin', null],
  ['https://wiki.example.org/public', null],
  ['https://wiki.example.org/%EF%BD%81dmin', null],
  ['https://wiki.example.org/admin%EF%BC%8Fusers', null],
  ['https://wiki.example.org/static/../admin', null],
  ['https://wiki.example.org/static//admin', null],
  ['https://wiki.example.org:8443/', null],
  ['https://evil.wiki.example.org/', null],
  ['https://wiki.example.org.evil.example/', null],
  ['https://mail.apps.example.org/', 3],
  // Where no rule looks at the path, it does not matter.
  ['https://mail.apps.example.org/a//b/../c;d', 3],
  ['https://apps.example.org/', null],
  ['https://a.b.apps.example.org/', null],
  ['https://lab.example.org:8443/', 4],
  ['https://lab.example.org/', null],
  ['https://shop.example.org/cart', 5],
  ['https://shop.example.org/', null],
  ['https://files.example.org/x', 6],
  ['https://files.example.org//x', null],
  ['https://example.org/', null],
];

describe('the rule for a target', () => {
  for (const [url, index] of cases) {
    it(`is ${index === null ? 'none' : `number ${index}`} for ${url}`, () => {
      const found = ruleFor(rules, targetOf(url)!);
      assert.equal(found === null ? null : rules.indexOf(found), index);
    });
  }

  it('is not asked for where only the host matters', () => {
    assert.equal(namesHost(rules, targetOf('https://shop.example.org/')!), true);
    assert.equal(namesHost(rules, targetOf('https://evil.example/')!), false);
  });
});
