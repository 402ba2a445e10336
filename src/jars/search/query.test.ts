import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchOf } from './query.ts';

/** What people type, what is asked of the index, and which of these texts are found. */
const texts = ['honey cake', 'honeycomb wax', 'cake of wax', 'über allem "Zitat"', 'a AND b', 'NEAR the hive'];
const table: [typed: string, found: string[]][] = [
  ['honey', ['honey cake']],
  ['HONEY', ['honey cake']],
  ['honey*', ['honey cake', 'honeycomb wax']],
  ['honey cake', ['honey cake']],
  ['cake honey', ['honey cake']],
  ['"cake honey"', []],
  ['"honey cake"', ['honey cake']],
  ['"honey cake', ['honey cake']],
  ['honey OR wax', ['honey cake', 'honeycomb wax', 'cake of wax']],
  ['cake wax OR honeycomb', ['honeycomb wax', 'cake of wax']],
  ['OR honey OR', ['honey cake']],
  ['honey AND cake', ['honey cake']],
  ['AND', []],
  ['OR', []],
  ['uber', ['über allem "Zitat"']],
  ['zitat', ['über allem "Zitat"']],
  ['NEAR', ['NEAR the hive']],
  ['NEAR(honey cake)', []],
  ['name:honey', []],
  ['scope:j1', []],
  ['j1', []],
  ['{name} : honey', []],
  ['honey -cake', ['honey cake']],
  ['honey NOT cake', []],
  ['^honey', ['honey cake']],
  ['honey + cake', ['honey cake']],
  ['*', []],
  ['**', []],
  ['""', []],
  ['"""', []],
  ['!!! honey ???', ['honey cake']],
  ["' OR 1=1 --", []],
  [')(', []],
  ['\u0000honey', ['honey cake']],
];

function index() {
  const database = new DatabaseSync(':memory:');
  database.exec(`create virtual table i using fts5(scope, name, text, tokenize="unicode61 remove_diacritics 2")`);
  for (const text of texts) database.prepare('insert into i values (?, ?, ?)').run('j1', 'document', text);
  const query = database.prepare('select text from i where i match ? order by rowid');
  return (typed: string) => {
    const expression = matchOf(typed);
    return expression === null ? [] : query.all(expression).map(({ text }) => text);
  };
}

for (const [typed, found] of table) {
  test(`“${typed}” finds ${found.length}`, () => assert.deepEqual(index()(typed), found));
}

test('nothing that can be typed is a mistake', () => {
  const find = index();
  const piece = fc.constantFrom(
    '"',
    '*',
    'OR',
    'AND',
    'NOT',
    'NEAR',
    '(',
    ')',
    ':',
    '^',
    '+',
    '-',
    '{',
    '}',
    'a',
    ' ',
    ',',
    'é',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (typed) => {
        assert.ok(find(typed).length <= texts.length);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a great many words are as many as the index takes', () => {
  const find = index();
  assert.deepEqual(find(`${'honey '.repeat(500)}`), ['honey cake']);
});
