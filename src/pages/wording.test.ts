import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../../test/support/pages.ts';
import { en } from './texts/en.ts';
import { webAddress } from './web-address.ts';
import { fill, wordsFor } from './wording.ts';

test('our words come first, filled from the context', () => {
  assert.equal(wordsFor(message(1010002, 'info', { provider: 'Example' }), en), 'Sign in with Example');
  assert.equal(wordsFor(message(4000003, 'error', { min_length: 8 }), en), 'This is too short: at least 8 characters.');
});

test("the server's text stands in for unknown ids and for missing values", () => {
  assert.equal(wordsFor(message(9999999), en), 'server text 9999999');
  assert.equal(wordsFor(message(1050020, 'info', { display_name: '' }), en), 'server text 1050020');
  assert.equal(wordsFor(message(1010002, 'info', { provider: { toString: () => 'x' } }), en), 'server text 1010002');
});

test('values are not templates', () => {
  assert.equal(fill('{a} {b}', { a: '{b}', b: '$&' }), '{b} $&');
});

const addresses: [string, string][] = [
  ['/settings?x=1', '/settings?x=1'],
  ['https://app.example.org/', 'https://app.example.org/'],
  ['http://localhost:4433/', 'http://localhost:4433/'],
  ['javascript:alert(1)', '/'],
  [' JaVaScript:alert(1)', '/'],
  ['java\nscript:alert(1)', '/'],
  ['data:text/html,x', '/'],
  ['http://[', '/'],
];
for (const [given, expected] of addresses) {
  test(`address ${JSON.stringify(given)}`, () => assert.equal(webAddress(given), expected));
}
