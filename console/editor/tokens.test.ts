import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokensOf } from './tokens.ts';

const kinds = (text: string) => tokensOf(text).map(({ kind, text: piece }) => [kind, piece]);

for (const [text, expected] of [
  ['', []],
  [
    '@id("a") // permit',
    [
      ['annotation', '@id'],
      ['plain', '('],
      ['string', '"a"'],
      ['plain', ') '],
      ['comment', '// permit'],
    ],
  ],
  [
    'forbid (inside) when',
    [
      ['keyword', 'forbid'],
      ['plain', ' (inside) '],
      ['keyword', 'when'],
    ],
  ],
  [
    '"a \\" b" "open\nhas',
    [
      ['string', '"a \\" b"'],
      ['plain', ' '],
      ['string', '"open'],
      ['plain', '\n'],
      ['keyword', 'has'],
    ],
  ],
] as const) {
  test(`“${text.replaceAll('\n', '⏎')}” is ${expected.length} pieces`, () => assert.deepEqual(kinds(text), expected));
}

test('the pieces are the whole text', () => {
  const text = '@sentence("R&D <b>")\nforbid (principal, action, resource)\nwhen { context.relation like "v*" }; // 🐝';
  const tokens = tokensOf(text);
  assert.equal(tokens.map((token) => token.text).join(''), text);
  for (const { text: piece, start } of tokens) assert.equal(text.slice(start, start + piece.length), piece);
});
