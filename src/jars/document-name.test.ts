import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentName } from './document-name.ts';

const long = 'x'.repeat(300);
const cases: [claimed: string, kept: string, why: string][] = [
  ['report.pdf', 'report.pdf', 'a name is kept'],
  ['Bücher & Käse (1).txt', 'Bücher & Käse (1).txt', 'as is its alphabet'],
  ['蜂蜜.txt', '蜂蜜.txt', 'every alphabet'],
  ['e\u0301.txt', '\u00e9.txt', 'in one normal form'],
  ['../../etc/passwd', 'passwd', 'only the last segment'],
  ['C:\\Users\\alice\\plan.docx', 'plan.docx', 'of any system'],
  ['a/', 'document', 'an empty segment'],
  ['', 'document', 'nothing'],
  ['   ', 'document', 'only space'],
  ['.', 'document', 'the folder itself'],
  ['..', 'document', 'the folder above'],
  ['...', 'document', 'dots'],
  ['.htaccess', 'htaccess', 'a hidden file'],
  ['plan.txt. . ', 'plan.txt', 'what Windows drops'],
  ['a\u0000b\r\nc\u007f.txt', 'abc.txt', 'control characters'],
  ['a\u2028b\u2029c', 'abc', 'line separators'],
  ['\u202efdp.exe', 'fdp.exe', 'reversed text'],
  ['pay\u200bpal\ufeff.txt', 'paypal.txt', 'invisible characters'],
  ['a\ud800b.txt', 'ab.txt', 'half a character'],
  ['..\u202e/..\u0000/x', 'x', 'mixed with separators'],
  ['\u0000/\u0000', 'document', 'nothing but control characters'],
  [`${long}.pdf`, `${'x'.repeat(196)}.pdf`, 'shortened before the extension'],
  [long, 'x'.repeat(200), 'shortened without one'],
  [`a.${long}`, `a.${'x'.repeat(198)}`, 'what is too long is no extension'],
  ['🐝'.repeat(300), '🐝'.repeat(200), 'no character is cut in two'],
];

for (const [claimed, kept, why] of cases)
  test(`document name: ${why}`, () => assert.equal(documentName(claimed), kept));
