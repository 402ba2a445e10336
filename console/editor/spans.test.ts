import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carried, piecesOf, placeOf } from './spans.ts';

describe('the place of an offset', () => {
  for (const [text, offset, line, column] of [
    ['', 0, 0, 0],
    ['ab\ncd', 2, 0, 2],
    ['ab\ncd', 3, 1, 0],
    ['ab\ncd\n', 6, 2, 0],
  ] as const) {
    it(`${offset} of “${text.replaceAll('\n', '⏎')}” is ${line}:${column}`, () =>
      assert.deepEqual(placeOf(text, offset), { line, column }));
  }
});

describe('a span that is carried along while one types', () => {
  const wrong = { start: 4, end: 7 };
  for (const [what, to, expected] of [
    ['nothing', 'aaa bad ccc', { start: 4, end: 7 }],
    ['behind it', 'aaa bad ccc ddd', { start: 4, end: 7 }],
    ['in front of it', 'aaaa bad ccc', { start: 5, end: 8 }],
    ['inside of it', 'aaa baad ccc', { start: 4, end: 8 }],
    ['away with it', 'aaa  ccc', { start: 4, end: 4 }],
    ['away with everything', '', { start: 0, end: 0 }],
  ] as const) {
    it(`is right after typing ${what}`, () => assert.deepEqual(carried(wrong, 'aaa bad ccc', to), expected));
  }
});

describe('the pieces that are drawn', () => {
  const wrong = (text: string, start: number, end: number) =>
    piecesOf(text, [{ start, end }]).flatMap((piece) => (piece.wrong ? piece.text : []));

  it('are cut where a problem begins and ends, across kinds', () =>
    assert.deepEqual(wrong('when { bad "x" };', 7, 14), ['bad ', '"x"']));
  it('show a problem that is nothing at the character behind it', () => assert.deepEqual(wrong('ab cd', 3, 3), ['c']));
  it('show one at the end of a line or of the text at the character before it', () => {
    assert.deepEqual(wrong('ab\ncd', 2, 2), ['b']);
    assert.deepEqual(wrong('ab', 2, 2), ['b']);
  });
  it('are the whole text, also with several problems in one another', () => {
    const text = 'forbid (principal, action, resource);';
    const pieces = piecesOf(text, [
      { start: 0, end: 20 },
      { start: 8, end: 12 },
    ]);
    assert.equal(pieces.map((piece) => piece.text).join(''), text);
  });
  it('of nothing are none', () => assert.deepEqual(piecesOf('', [{ start: 0, end: 0 }]), []));
});
