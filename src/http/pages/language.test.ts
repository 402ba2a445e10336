import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { createPages } from '../../pages/pages.ts';
import { sendHtml } from '../headers.ts';
import { languageSwitch, preferred, screensFor } from './language.ts';

const headers: [header: string | undefined, language: string | undefined][] = [
  [undefined, undefined],
  ['', undefined],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'en'],
  ['en;q=0.2, de;q=0.3', 'de'],
  ['EN-gb', 'en'],
  ['de;q=0, en', 'en'],
  ['de;q=0', undefined],
  ['*', 'en'],
  ['fr', undefined],
  ['de;q=x', undefined],
  ['de ; q=1', 'de'],
  ['den, constructor', undefined],
  [`${'fr,'.repeat(40)}de`, undefined],
];
for (const [header, language] of headers) {
  test(`Accept-Language: ${JSON.stringify(header)}`, () => assert.equal(preferred(header), language));
}

const base = 'https://id.example.org';
const pages = createPages({ securityPage: null, development: false, printsMail: false });

function site() {
  const server = Fastify({ exposeHeadRoutes: false });
  server.decorateRequest('from', null as never);
  const random = (length: number) => Buffer.alloc(length);
  languageSwitch(server, { base, https: true });
  server.get('/login', { config: { contract: 'page' } }, (request, reply) =>
    sendHtml(reply, { random }, (nonce) => screensFor(pages, request, reply).notice('signedOut', '/login', nonce)),
  );
  server.get('/api/me', async () => 'data');
  return server;
}

test('a page speaks the chosen language before the one of the browser, and says that it depends on both', async () => {
  const server = site();
  const lang = async (sent: Record<string, string>, url = '/login') => {
    const { body, headers } = await server.inject({ url, headers: sent });
    assert.equal(headers['vary'], 'Accept-Language, Cookie');
    return /<html lang="(\w+)">/.exec(body)?.[1];
  };
  assert.equal(await lang({}), 'en');
  assert.equal(await lang({ 'accept-language': 'de' }), 'de');
  assert.equal(await lang({ 'accept-language': 'de', cookie: 'a=b; sting_lang=en' }), 'en');
  assert.equal(await lang({ 'accept-language': 'de', cookie: 'sting_lang=xx' }), 'de');
  assert.equal(await lang({ cookie: 'not_sting_lang=de' }), 'en');
  assert.equal(await lang({}, '/login?lang=constructor'), 'en');
});

test('the switch keeps the page and its query, and nothing of it leads elsewhere', async () => {
  const server = site();
  const { statusCode, headers } = await server.inject('/login?flow=1&lang=de&return_to=%2Fx');
  assert.equal(statusCode, 303);
  assert.equal(headers.location, `${base}/login?flow=1&return_to=%2Fx`);
  assert.equal(headers['set-cookie'], 'sting_lang=de; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax');
  for (const [path, expected] of [
    ['//evil.example/?lang=de', `${base}//evil.example/`],
    ['/nowhere?lang=en', `${base}/nowhere`],
  ] as const) {
    assert.equal((await server.inject(path)).headers.location, expected);
  }
});

test('only pages have the switch', async () => {
  const { statusCode, headers } = await site().inject('/api/me?lang=de');
  assert.equal(statusCode, 200);
  assert.equal(headers['set-cookie'], undefined);
});
