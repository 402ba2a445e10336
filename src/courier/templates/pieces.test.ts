import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fill, fillLines, readPieces } from './pieces.ts';

describe('a template', () => {
  const values = { name: 'Alice', code: '482913', trap: '{code} $& $1', none: undefined };
  const filled: [source: string, text: string][] = [
    ['', ''],
    ['Hello {name}, {{ name }}, {{name}}.', 'Hello Alice, Alice, Alice.'],
    ['{trap}', '{code} $& $1'],
    ['{code}{code}', '482913482913'],
    ['p{margin:0} { name } {Name} {} {{}} {name', 'p{margin:0} { name } {Name} {} {{}} {name'],
    ['[{none}]', '[]'],
  ];
  for (const [source, text] of filled) {
    it(`${JSON.stringify(source)} is filled`, () => assert.equal(fill(readPieces(source), values), text));
  }

  const lines: [source: string, text: string][] = [
    ['a\n\n{none}\n\nb', 'a\n\nb'],
    ['{none} and {name}\n{name}', 'Alice'],
    ['a\r\nb {none}\r\nc', 'a\nc'],
    ['\n\n{name}  \n\n\n', 'Alice'],
    ['{none}', ''],
  ];
  for (const [source, text] of lines) {
    it(`${JSON.stringify(source)} loses the lines that it has no values for`, () => {
      assert.equal(fillLines(readPieces(source), values), text);
    });
  }

  it('encodes values and not its own text', () => {
    assert.equal(
      fill(readPieces('<b>{trap}</b>'), { trap: '<i>' }, () => '&lt;i&gt;'),
      '<b>&lt;i&gt;</b>',
    );
  });
});
