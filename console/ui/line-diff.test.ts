import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineDiff } from './line-diff.ts';

const signs = { same: ' ', removed: '-', added: '+' };
const drawn = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => `${signs[kind]}${text}`);

for (const [what, before, after, expected] of [
  ['nothing', 'a\nb\n', 'a\nb\n', [' a', ' b']],
  ['a first text', '', 'a\nb', ['+a', '+b']],
  ['a text that went', 'a\nb\n', '', ['-a', '-b']],
  ['one line', 'a\nb\nc\n', 'a\nx\nc\n', [' a', '-b', '+x', ' c']],
  ['a line more', 'a\nc', 'a\nb\nc', [' a', '+b', ' c']],
  ['a line less, and empty ones', 'a\n\nb', '\nb', ['-a', ' ', ' b']],
  ['only the end of the last line', 'a', 'a\n', [' a']],
] as const) {
  test(`the comparison shows ${what}`, () => assert.deepEqual(drawn(before, after), expected));
}
