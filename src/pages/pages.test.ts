import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, haveApp, makeCodes, newCodes } from '../../test/support/account-page.ts';
import { loginPage, screens } from '../../test/support/pages.ts';
import { hostile } from '../../test/support/ui-nodes.ts';
import { createPages, type Language, languages, type Notice } from './pages.ts';
import { en } from './texts/en.ts';
import { textsIn } from './texts/languages.ts';

const pages = createPages({ securityPage: '/security', development: true, printsMail: true });
const nonce = 'bm9uY2U=';
const error = { code: hostile, status: 400, sentence: hostile, next: '/', leads: 'again', requestId: hostile } as const;
const question = { action: '/disown', token: hostile, decline: '/login' };

const rendered = languages.flatMap((language): [name: string, lang: Language, page: string][] => {
  const shown = pages.for({ language, query: `flow=1&return_to=${encodeURIComponent(hostile)}` });
  const all: [string, string][] = [
    ...Object.entries(screens).map(([name, [kind, data]]): [string, string] => [name, shown.flow(kind, data, nonce)]),
    ['account', shown.account(account(makeCodes), nonce)],
    ['account, new codes', shown.account(account(newCodes), nonce)],
    ['account, with an app', shown.account(account(makeCodes, haveApp), nonce)],
    ['account, without a passkey', shown.account({ ...account(makeCodes), passkeys: [] }, nonce)],
    ['account, held', shown.account({ ...account(newCodes), heldUntil: 1 }, nonce)],
    ['error', shown.error(error, nonce)],
    ['disown', shown.disown(question, nonce)],
    ['revert', shown.revertAddress(question, nonce)],
    ...Object.keys(en.notices).map((name): [string, string] => [name, shown.notice(name as Notice, '/login', nonce)]),
  ];
  return all.map(([name, page]) => [name, language, page]);
});

for (const [name, lang, page] of rendered) {
  const markup = page.replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
  const texts = textsIn(lang);

  test(`${name}, ${lang}: no inline handler, no style attribute, no foreign markup`, () => {
    const names = markup.replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(names, /<[^>]*\s(on\w+|style)\s*=/i);
    assert.doesNotMatch(markup, /<img src=x/);
  });

  test(`${name}, ${lang}: every style and script carries the nonce, and nothing is fetched`, () => {
    const opened = [...page.matchAll(/<(style|script)\b([^>]*)>/g)];
    for (const [, , rest] of opened) assert.equal(rest, ' nonce="bm9uY2U="');
    assert.equal([...page.matchAll(/<\/script>/g)].length, opened.filter(([, tag]) => tag === 'script').length);
    assert.doesNotMatch(markup, /<(iframe|object|embed|base)\b|<link(?! rel="icon" href="data:)|<img src="(?!data:)/);
  });

  test(`${name}, ${lang}: ids are unique and references arrive`, () => {
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    assert.deepEqual(ids, [...new Set(ids)]);
    const references = [...markup.matchAll(/\s(?:for|form|aria-describedby)="([^"]+)"/g)];
    for (const id of references.flatMap(([, list]) => list!.split(' '))) assert.ok(ids.includes(id), id);
  });

  test(`${name}, ${lang}: one main heading, one primary action at most, one thing to begin with`, () => {
    assert.equal(markup.match(/<h1>/g)?.length, 1);
    assert.ok((markup.match(/class="[^"]*\bprimary\b/g) ?? []).length <= 1);
    assert.ok((markup.match(/ autofocus/g) ?? []).length <= 1, 'one place takes the focus');
  });

  test(`${name}, ${lang}: says its language, and leads to the same page in the others`, () => {
    assert.ok(markup.startsWith(`<!doctype html>\n<html lang="${lang}">`));
    for (const other of languages.filter((each) => each !== lang)) {
      const link = `<a href="?flow=1&amp;return_to=${new URLSearchParams({ x: hostile }).toString().slice(2)}&amp;lang=${other}" lang="${other}" hreflang="${other}">`;
      assert.ok(markup.includes(link), link);
    }
    assert.ok(markup.includes(texts.security));
  });

  test(`${name}, ${lang}: nothing is left in the words of the server that we have words for`, () => {
    const known = [...markup.matchAll(/server text (\d+)/g)].filter(([, id]) => Object.hasOwn(texts.messages, id!));
    // Messages whose context lacks what our words need keep their own.
    assert.deepEqual(
      known.filter(([, id]) => !['4000001', '1050018', '1050020'].includes(id!)).map(([text]) => text),
      [],
    );
  });

  test(`${name}, ${lang}: every form carries the CSRF token or a token of its own`, () => {
    const forms = [...markup.matchAll(/<form action=[\s\S]*?<\/form>/g)].map(([form]) => form);
    for (const form of forms) {
      assert.ok(/name="(csrf_)?token"/.test(form) || !form.includes('<button'), form);
    }
  });
}

test('the sign-in page is at most 14 KB, script and style included: headers come on top', () => {
  for (const language of languages) {
    const size = Buffer.byteLength(pages.for({ language, query: 'flow=1' }).flow('login', loginPage, nonce));
    assert.ok(size <= 14 * 1000, `${size} bytes`);
  }
});

test('pages without anything to script come without one', () => {
  const [kind, data] = screens['verified']!;
  assert.doesNotMatch(pages.for({ language: 'en', query: '' }).flow(kind, data, nonce), /<script/);
});
