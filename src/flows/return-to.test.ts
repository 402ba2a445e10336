import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedReturnTo } from './return-to.ts';

const rules = {
  base: 'https://id.example.com',
  allowed: ['https://app.example.org', 'https://wiki.example.org/team/', 'http://localhost:3000/app'],
  fallback: 'https://id.example.com/console',
};

const allowed: [asked: string, target: string][] = [
  ['https://id.example.com/settings?x=1#y', 'https://id.example.com/settings?x=1#y'],
  ['/console/jars', 'https://id.example.com/console/jars'],
  ['jars', 'https://id.example.com/jars'],
  ['https://app.example.org', 'https://app.example.org/'],
  ['https://app.example.org/deep/path', 'https://app.example.org/deep/path'],
  ['https://wiki.example.org/team', 'https://wiki.example.org/team'],
  ['https://wiki.example.org/team/page', 'https://wiki.example.org/team/page'],
  ['http://localhost:3000/app/x', 'http://localhost:3000/app/x'],
];
for (const [asked, target] of allowed)
  test(`allows ${asked}`, () => assert.equal(checkedReturnTo(asked, rules), target));

const refused = [
  'https://evil.example',
  '//evil.example/console',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  ' https://evil.example',
  'https://id.example.com\u0000.evil.example',
  'javascript:alert(1)',
  'data:text/html,hello',
  'https://app.example.org.evil.example',
  'https://evil.example/?https://app.example.org',
  'https://app.example.org@evil.example',
  'https://user:pass@app.example.org/',
  'http://app.example.org/',
  'https://app.example.org:8443/',
  'https://wiki.example.org/teammates',
  'https://wiki.example.org/team/../admin',
  'https://wiki.example.org/',
  'http://id.example.com/',
];
for (const asked of refused) {
  test(`refuses ${JSON.stringify(asked)}`, () => {
    assert.throws(() => checkedReturnTo(asked, rules), { code: 'self_service_flow_return_to_forbidden', status: 400 });
  });
}

test('without one there is none', () => {
  assert.equal(checkedReturnTo(undefined, rules), null);
  assert.equal(checkedReturnTo('', rules), null);
});
