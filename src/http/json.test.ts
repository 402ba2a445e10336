import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJson } from './json.ts';

const parse = (text: string) => parseJson(Buffer.from(text));
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

const refused: [what: string, text: string, code: string][] = [
  ['an open object', '{"a":', 'malformed_json'],
  ['a trailing comma', '{"a":1,}', 'malformed_json'],
  ['two values', '{} {}', 'malformed_json'],
  ['the same member twice', '{"a":1,"a":2}', 'duplicate_member'],
  ['the same member twice, once escaped', '{"a":1,"\\u0061":2}', 'duplicate_member'],
  ['the same member twice, deep inside', '{"x":[{"y":{"b":1,"c":{},"b":2}}]}', 'duplicate_member'],
  ['21 levels', nested(21), 'too_deep'],
  ['a NUL in a value', '{"a":"\\u0000"}', 'malformed_json'],
  ['a NUL in a name', '{"\\u0000":1}', 'malformed_json'],
];

for (const [what, text, code] of refused) {
  test(`refuses ${what}`, () => assert.throws(() => parse(text), { code, status: 400 }));
}

test('refuses what is not UTF-8', () => {
  assert.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22])), { code: 'malformed_json' });
});

test('takes names that only look alike, braces inside texts and 20 levels', () => {
  for (const text of ['{"a":{"a":1},"b":{"a":1}}', '{"a":"{\\"a\\":1,","b":"}"}', '["a","a"]', nested(20)]) {
    assert.deepEqual(parse(text), JSON.parse(text));
  }
});

test('answers what JSON.parse answers for everything without duplicates', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5, noUnicodeString: false } as never), (text) => {
      fc.pre(!text.includes('\\u0000'));
      assert.deepEqual(parse(text), JSON.parse(text));
    }),
    { numRuns: 200 },
  );
});
