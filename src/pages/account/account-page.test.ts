import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, hostile, makeCodes, newCodes } from '../../../test/support/pages.ts';
import { createPages } from '../pages.ts';

const pages = createPages({ securityPage: '/security', development: false });
const strip = (page: string) => page.replace(/(<(style|script)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
const usual = strip(pages.account(account(makeCodes), 'n'));
const section = (page: string, id: string) =>
  new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';

test('sections in their order; a group without anything to see has none', () => {
  const ids = (page: string) => [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids(usual), ['profile', 'passkey', 'lookup_secret', 'sessions', 'history']);
  assert.equal(ids(pages.account(account(newCodes), 'n'))[0], 'lookup_secret');
});

test('a passkey is removed by the form of its section, unless it is the last way in', () => {
  const written = section(usual, 'passkey');
  assert.match(written, /<button form="form-passkey" name="passkey_remove" value="c0ffee"/);
  assert.doesNotMatch(written, /value="decade"/);
  assert.match(written, /This is your last way to sign in/);
  assert.match(written, /<form id="form-passkey"/);
});

test('passkeys in plain words, with what the server said about one', () => {
  const written = section(usual, 'passkey');
  for (const words of ['>Synced<', '>This device only<', 'Last used never', 'from 192.0.2.7', 'server text 4000001']) {
    assert.ok(written.includes(words), words);
  }
});

test('the password manager is told every credential id', () => {
  const [, json] = / data-signal="([^"]+)"/.exec(usual) ?? [];
  const told = JSON.parse(
    json!
      .replace(/&quot;/g, '"')
      .replace(/&gt;/g, '>')
      .replace(/&lt;/g, '<')
      .replace(/&#39;/g, "'"),
  );
  assert.deepEqual(told.allAcceptedCredentialIds, ['wP_u', '3sre']);
  assert.equal(told.name, hostile);
  const { signal: _, ...untold } = account(makeCodes);
  assert.doesNotMatch(strip(pages.account(untold, 'n')), /data-signal/);
});

test('few backup codes are a warning, shown codes are kept and confirmed', () => {
  assert.match(section(usual, 'lookup_secret'), /Codes left: 2[\s\S]*Only few codes[\s\S]*>Make new codes</);
  const plenty = strip(pages.account({ ...account(makeCodes), backupCodesLeft: 10 }, 'n'));
  assert.doesNotMatch(plenty, /Only few codes/);
  const shown = section(strip(pages.account(account(newCodes), 'n')), 'lookup_secret');
  assert.match(
    shown,
    /data-keep="copy"[\s\S]*data-keep="download"[\s\S]*data-keep="print"[\s\S]*class="primary"[^>]*>I have saved them/,
  );
});

test('the current session comes first and cannot be ended here', () => {
  const written = section(usual, 'sessions');
  assert.ok(written.indexOf('Firefox 145') < written.indexOf('data-end="s2"'));
  assert.doesNotMatch(written, /data-end="s1"/);
  assert.match(written, /data-end-others/);
  const alone = { ...account(makeCodes), sessions: account(makeCodes).sessions.filter(({ current }) => current) };
  assert.doesNotMatch(section(strip(pages.account(alone, 'n')), 'sessions'), /data-end-others/);
});

test('times are written in UTC, for machines and for people', () => {
  assert.match(
    section(usual, 'history'),
    /<time datetime="2025-11-24T07:55:00.000Z">Nov 24, 2025, 7:55\sAM UTC<\/time>/,
  );
});

test('without script, what only script can do is not shown', () => {
  for (const control of usual.match(/<[^>]*data-(end|end-others)[ =>][^>]*>/g) ?? [])
    assert.match(control, /class="script"/);
  assert.match(usual, /<details class="script"><summary[^>]*>Rename/);
});
