import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, loginPage, makeCodes, newCodes, screens } from '../../test/support/pages.ts';
import { createPages, type Notice } from './pages.ts';
import { en } from './texts/en.ts';

const pages = createPages({ securityPage: '/security', development: true });
const nonce = 'bm9uY2U=';
const error = { title: 'x', sentence: 'y', next: { label: 'z', href: '/login' }, requestId: '<id>' };

const rendered: [string, string][] = [
  ...Object.entries(screens).map(([name, [kind, data]]): [string, string] => [name, pages.flow(kind, data, nonce)]),
  ['account', pages.account(account(makeCodes), nonce)],
  ['account, new codes', pages.account(account(newCodes), nonce)],
  ['error', pages.error(error, nonce)],
  ...Object.keys(en.notices).map((name): [string, string] => [name, pages.notice(name as Notice, '/login', nonce)]),
];

for (const [name, page] of rendered) {
  const markup = page.replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');

  test(`${name}: no inline handler, no style attribute, no foreign markup`, () => {
    const names = markup.replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(names, /<[^>]*\s(on\w+|style)\s*=/i);
    assert.doesNotMatch(markup, /<img src=x/);
  });

  test(`${name}: every style and script carries the nonce, and nothing is fetched`, () => {
    const opened = [...page.matchAll(/<(style|script)\b([^>]*)>/g)];
    for (const [, , rest] of opened) assert.equal(rest, ' nonce="bm9uY2U="');
    assert.equal([...page.matchAll(/<\/script>/g)].length, opened.filter(([, tag]) => tag === 'script').length);
    assert.doesNotMatch(markup, /<(iframe|object|embed|base)\b|<link(?! rel="icon" href="data:)|<img src="(?!data:)/);
  });

  test(`${name}: ids are unique and references arrive`, () => {
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    assert.deepEqual(ids, [...new Set(ids)]);
    const references = [...markup.matchAll(/\s(?:for|form|aria-describedby)="([^"]+)"/g)];
    for (const id of references.flatMap(([, list]) => list!.split(' '))) assert.ok(ids.includes(id), id);
  });

  test(`${name}: one main heading, a language, one primary action at most`, () => {
    assert.equal(markup.match(/<h1>/g)?.length, 1);
    assert.match(markup, /^<!doctype html>\n<html lang="en">/);
    assert.ok((markup.match(/class="[^"]*\bprimary\b/g) ?? []).length <= 1);
  });

  test(`${name}: every form carries the CSRF token`, () => {
    const forms = [...markup.matchAll(/<form action=[\s\S]*?<\/form>/g)].map(([form]) => form);
    for (const form of forms) assert.ok(form.includes('name="csrf_token"') || !form.includes('<button'), form);
  });
}

test('the sign-in page is at most 15 KB, script and style included', () => {
  const size = Buffer.byteLength(pages.flow('login', loginPage, nonce));
  assert.ok(size <= 15 * 1024, `${size} bytes`);
});

test('pages without a passkey button come without its script', () => {
  const [kind, data] = screens['recovery']!;
  assert.doesNotMatch(pages.flow(kind, data, nonce), /<script/);
});
