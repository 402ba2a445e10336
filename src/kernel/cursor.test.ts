import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cursorAt, positionOf } from './cursor.ts';

const position = { at: 1768478400000, id: 'b7d1a1f2-0000-4000-8000-000000000000' };
const list = ['jars', 'alice', ''];

test('a cursor leads back to its position in its list', () => {
  assert.deepEqual(positionOf(cursorAt(position, list), list), position);
});

const cursor = cursorAt(position, list);
const moved = Buffer.from(Buffer.from(cursor, 'base64url').toString().replace('17', '18')).toString('base64url');
const foreign: [what: string, cursor: string, list: string[]][] = [
  ['of somebody else', cursor, ['jars', 'bob', '']],
  ['of another search', cursor, ['jars', 'alice', 'honey']],
  ['of another kind of list', cursor, ['documents', 'alice', '']],
  ['that was changed', moved, list],
  ['that is empty', '', list],
  ['that is noise', '%%%', list],
  ['with another time', Buffer.from('-1 x y').toString('base64url'), list],
];

for (const [what, given, where] of foreign) {
  test(`a cursor ${what} is refused`, () => {
    assert.throws(() => positionOf(given, where), { code: 'invalid_cursor', status: 400 });
  });
}
