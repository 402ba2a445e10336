import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from './text.ts';

const words = (text: string) =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('honey', 'utf16le')]);

const table: [what: string, name: string, mediaType: string, content: string | Buffer, text: string][] = [
  ['plain text', 'a.txt', 'text/plain', 'Honey\tkeeps\r\nfor ever', 'Honey keeps for ever'],
  ['Markdown', 'a.md', 'text/markdown', '# Honey\n*keeps*', '# Honey *keeps*'],
  ['CSV', 'a.csv', 'text/csv', 'kind,weight\nacacia,3', 'kind,weight acacia,3'],
  [
    'JSON',
    'a.json',
    'application/json',
    '{"kind":"\\u00fcber","deep":[{"n":1},true,null]}',
    'kind über deep n 1 true null',
  ],
  ['JSON that is none', 'a.json', 'application/json', '{"kind":', '{"kind":'],
  ['no text', 'a.png', 'image/png', 'honey', ''],
  ['no known kind', 'a.exe', 'application/octet-stream', 'honey', ''],
  ['text by its name', 'a.LOG', 'application/octet-stream', 'honey', 'honey'],
  ['bytes that only say they are text', 'a.txt', 'text/plain', Buffer.from([104, 0, 105]), ''],
  ['UTF-16', 'a.txt', 'text/plain', utf16, 'honey'],
  ['a mark of byte order', 'a.txt', 'text/plain', '\ufeffhoney', 'honey'],
  ['bytes that are no UTF-8', 'a.txt', 'text/plain', Buffer.from([0xff, 0x68, 0x69]), '\ufffdhi'],
  ['the marks of a snippet', 'a.txt', 'text/plain', 'a\u0002b\u0003c', 'a b c'],
  ['letters in another form', 'a.txt', 'text/plain', 'ﬁne u\u0308ber', 'fine über'],
  ['a page', 'a.html', 'application/octet-stream', '<p title="no">Honey &amp; <b>wax</b>&#33;</p>', 'Honey & wax !'],
  ['hidden parts', 'a.htm', 'application/octet-stream', 'a<script>b</script >c<STYLE>d</STYLE><!-- e > -->f', 'a c f'],
  ['a tag that never ends', 'a.html', 'application/octet-stream', 'honey <a href="wax', 'honey'],
  ['a script that never ends', 'a.html', 'application/octet-stream', 'honey <script>wax', 'honey'],
  ['tags that come of references', 'a.html', 'application/octet-stream', '&lt;script&gt;x&#x110000;', '<script>x'],
];

for (const [what, name, mediaType, content, text] of table) {
  test(`the words of ${what}`, () => assert.equal(words(textOf(name, mediaType, Buffer.from(content))), text));
}

test('a file that is made to be slow is read like any other', () => {
  for (const piece of ['<script>', '<!--', '<', '&', '[', '{"a":', '</script', '<a>']) {
    const content = Buffer.from(piece.repeat(Math.floor(524_288 / piece.length)));
    for (const name of ['a.html', 'a.json']) {
      textOf(name, name === 'a.json' ? 'application/json' : 'application/octet-stream', content);
    }
  }
});
