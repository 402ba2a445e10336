import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64url } from './base64url.ts';

test('strict base64url round-trips', () => {
  for (const value of ['', 'AA', 'AAA', 'AAAA', '-_-_', 'Zm9vYmFy']) {
    assert.equal(base64url(value)?.toString('base64url'), value);
  }
});

const refused: [name: string, value: unknown][] = [
  ['padding', 'AA=='],
  ['a plus', 'ab+c'],
  ['a slash', 'ab/c'],
  ['white space', 'AAAA '],
  ['a line break', 'AA\nAA'],
  ['an impossible length', 'AAAAA'],
  ['unused bits that are set', 'AB'],
  ['unused bits that are set, three characters', 'AAB'],
  ['a foreign character', 'AA*A'],
  ['a look-alike letter', 'АААА'],
  ['null', null],
  ['undefined', undefined],
  ['a number', 4],
  ['an array', ['AAAA']],
];

for (const [name, value] of refused) {
  test(`refuses ${name}`, () => assert.equal(base64url(value), null));
}
