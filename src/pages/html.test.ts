import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { attributes, html } from './html.ts';

const plain = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
/** Any string, and strings that are mostly made of what could break out. */
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[<>&"'`=/a-z \n!-]*$/));

test('text stays text: nothing of it is markup, and nothing of it is lost', () => {
  fc.assert(
    fc.property(text, (value) => {
      const written = String(html`${value}`);
      assert.doesNotMatch(written, /[<>"']/);
      assert.equal(plain(written), value);
    }),
  );
});

test('a value stays inside its quotes, by template and by attributes()', () => {
  fc.assert(
    fc.property(text, (value) => {
      for (const tag of [html`<a title="${value}">`, html`<a${attributes({ title: value })}>`]) {
        const inside = /^<a title="([^"]*)">$/.exec(String(tag));
        assert.ok(inside, String(tag));
        assert.equal(plain(inside[1]!), value);
      }
    }),
  );
});

test('markup composes without being escaped twice', () => {
  fc.assert(
    fc.property(fc.array(text), (values) => {
      const items = values.map((value) => html`<li>${value}</li>`);
      assert.equal(String(html`<ul>${items}</ul>`), `<ul>${items.join('')}</ul>`);
    }),
  );
});

test('absent values render nothing, numbers themselves', () => {
  assert.equal(String(html`[${null}${undefined}${false}${true}${0}${[1, [2]]}]`), '[012]');
  assert.equal(String(attributes({ a: true, b: false, c: undefined, d: null, e: 0, f: '' })), ' a e="0" f=""');
});

test('an object that looks like markup is not markup', () => {
  const forged = { toString: () => '<script>' } as unknown as string;
  assert.equal(String(html`${forged}`), '');
});

test('attribute names are not data', () => {
  assert.throws(() => attributes({ 'x onload': 'y' }), TypeError);
});

test('only the assets go in unescaped', () => {
  const here = new URL('.', import.meta.url);
  const users = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'html.ts')
    .filter((name) => /\bconstant\b/.test(readFileSync(new URL(name, here), 'utf8')));
  assert.deepEqual(users, ['assets.ts']);
});
