import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces } from './snippet.ts';

for (const [snippet, expected] of [
  ['', []],
  ['honey', [{ text: 'honey', found: false }]],
  [
    'a &lt;mark&gt; <mark>R&amp;D</mark> &amp;lt; &#39;&quot;',
    [
      { text: 'a <mark> ', found: false },
      { text: 'R&D', found: true },
      { text: ' &lt; \'"', found: false },
    ],
  ],
] as const) {
  test(`“${snippet}” is ${expected.length} pieces of text`, () => assert.deepEqual(pieces(snippet), expected));
}
