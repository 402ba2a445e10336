import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { base, forwardServer, member, navigating } from '../support/forward-auth.ts';

const rules = [{ hosts: ['wiki.example.org'], paths: ['/vault'], level: 'aal3' }, { hosts: ['wiki.example.org'] }];
const location = (url: string) => `${base}/auth/start?rd=${encodeURIComponent(url)}`;

const nginx = await forwardServer({ after }, rules, {
  'serve.trusted_proxies': ['127.0.0.1', '10.1.0.0/16', '2001:db8::7'],
});
const traefik = await forwardServer({ after }, rules, { 'forward_auth.proxy': 'traefik' });
const caddy = await forwardServer({ after }, rules, { 'forward_auth.proxy': 'caddy' });
const envoy = await forwardServer({ after }, rules, { 'forward_auth.proxy': 'envoy' });
const forwarded = (uri: string, host = 'wiki.example.org', scheme = 'https', method = 'GET') => ({
  'x-forwarded-method': method,
  'x-forwarded-proto': scheme,
  'x-forwarded-host': host,
  'x-forwarded-uri': uri,
});

describe('who may ask', () => {
  const peers: [address: string, status: number][] = [
    ['127.0.0.1', 401],
    ['127.1.2.3', 401],
    ['::1', 401],
    ['::ffff:127.0.0.1', 401],
    ['10.1.255.7', 401],
    ['::ffff:10.1.0.1', 401],
    ['2001:db8::7', 401],
    ['10.2.0.1', 403],
    ['203.0.113.9', 403],
    ['2001:db8::8', 403],
    ['::ffff:203.0.113.9', 403],
  ];
  for (const [remoteAddress, status] of peers) {
    it(`is ${status === 401 ? 'a proxy' : 'nobody else'}: ${remoteAddress}`, async () => {
      const answer = await nginx.server.inject({
        url: '/auth/verify',
        remoteAddress,
        headers: {
          'x-original-url': 'https://wiki.example.org/',
          'x-original-method': 'GET',
          'x-forwarded-for': '127.0.0.1',
        },
      });
      assert.equal(answer.statusCode, status);
      assert.equal(answer.json().code, status === 401 ? 'unauthenticated' : 'untrusted_proxy');
    });
  }
});

describe('the original request', () => {
  const missing: [what: string, server: typeof nginx, headers: Record<string, string>][] = [
    ['nothing, of nginx', nginx, {}],
    ['no method, of nginx', nginx, { 'x-original-url': 'https://wiki.example.org/' }],
    ['an empty address, of nginx', nginx, { 'x-original-url': '', 'x-original-method': 'GET' }],
    ['the headers of Traefik, of nginx', nginx, forwarded('/')],
    [
      'the headers of nginx, of Traefik',
      traefik,
      { 'x-original-url': 'https://wiki.example.org/', 'x-original-method': 'GET' },
    ],
    ['no host, of Caddy', caddy, { 'x-forwarded-method': 'GET', 'x-forwarded-proto': 'https', 'x-forwarded-uri': '/' }],
    ['an address in place of a path, of Caddy', caddy, forwarded('https://wiki.example.org/')],
  ];
  for (const [what, { server }, headers] of missing) {
    it(`is not told by ${what}`, async () => {
      const answer = await server.inject({ url: '/auth/verify', headers });
      assert.equal(answer.statusCode, 400);
      assert.equal(answer.json().code, 'original_request_missing');
    });
  }

  it('is read from the headers of the configured proxy, whatever the visitor sends beside them', async () => {
    const { cookieOf, verify } = nginx;
    const cookie = await cookieOf(await member(nginx.app, 'alice'));
    const lies = {
      ...forwarded('/'),
      'x-original-uri': '/',
      'x-forwarded-server': 'wiki.example.org',
      host: 'wiki.example.org',
    };
    assert.equal((await verify('https://wiki.example.org/vault', { cookie, ...lies })).statusCode, 403);
    assert.equal((await verify('https://evil.example/', { cookie, ...lies })).statusCode, 403);
    assert.equal((await verify('https://wiki.example.org/', { cookie, ...forwarded('/vault') })).statusCode, 200);
  });

  it('has one address: two that were sent are none', async () => {
    const two = 'https://wiki.example.org/, https://wiki.example.org/';
    assert.equal((await nginx.verify(two, navigating)).statusCode, 403);
    const hosts = forwarded('/', 'wiki.example.org, evil.example');
    assert.equal((await traefik.server.inject({ url: '/auth/verify', headers: hosts })).statusCode, 403);
  });

  const schemes: [scheme: string, status: number][] = [
    ['https', 401],
    ['wss', 401],
    ['http', 403],
    ['ws', 403],
    ['ftp', 403],
    ['https://evil.example/#', 403],
  ];
  for (const [scheme, status] of schemes) {
    it(`is answered ${status} on ${scheme}`, async () => {
      for (const { server } of [traefik, caddy]) {
        const headers = forwarded('/', 'wiki.example.org', scheme);
        assert.equal((await server.inject({ url: '/auth/verify', headers })).statusCode, status);
      }
    });
  }
});

describe('Traefik and Caddy', () => {
  for (const [name, { app, server, cookieOf }] of Object.entries({ traefik, caddy })) {
    it(`${name} hands a redirect to the browser that opens a page, and a refusal to everybody else`, async () => {
      const page = await server.inject({ url: '/auth/verify', headers: { ...forwarded('/a?b=c'), ...navigating } });
      assert.equal(page.statusCode, 303);
      assert.equal(page.headers.location, location('https://wiki.example.org/a?b=c'));
      const script = await server.inject({ url: '/auth/verify', headers: { ...forwarded('/a'), accept: '*/*' } });
      assert.equal(script.statusCode, 401);
      assert.equal(script.headers.location, undefined);
      const cookie = await cookieOf(await member(app, 'alice'));
      const visitor = { ...navigating, cookie };
      assert.equal(
        (await server.inject({ url: '/auth/verify', headers: { ...forwarded('/a'), ...visitor } })).statusCode,
        200,
      );
      const vault = await server.inject({ url: '/auth/verify', headers: { ...forwarded('/vault'), ...visitor } });
      assert.equal(vault.headers.location, location('https://wiki.example.org/vault'));
      const gone = await server.inject({
        url: '/auth/verify',
        headers: { ...forwarded('/', 'evil.example'), ...visitor },
      });
      assert.equal(gone.statusCode, 403);
    });
  }
});

describe('Envoy', () => {
  it('asks with method, host and path of the original request', async () => {
    const { app, server, cookieOf } = envoy;
    const cookie = await cookieOf(await member(app, 'alice'));
    const asked: [method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS', url: string, host: string, status: number][] = [
      ['GET', '/auth/verify/', 'wiki.example.org', 200],
      ['GET', '/auth/verify/a?b=1&b=2', 'wiki.example.org', 200],
      ['POST', '/auth/verify/a', 'wiki.example.org', 200],
      ['DELETE', '/auth/verify/a', 'WIKI.example.org:443', 200],
      ['OPTIONS', '/auth/verify/a', 'wiki.example.org', 200],
      ['GET', '/auth/verify/vault/x', 'wiki.example.org', 403],
      ['GET', '/auth/verify/a/../vault', 'wiki.example.org', 403],
      ['GET', '/auth/verify//vault', 'wiki.example.org', 403],
      ['GET', '/auth/verify/%76ault', 'wiki.example.org', 403],
      ['GET', '/auth/verify/a', 'evil.example', 403],
      ['GET', '/auth/verify/a', 'wiki.example.org@evil.example', 403],
    ];
    for (const [method, url, host, status] of asked) {
      const answer = await server.inject({ method, url, headers: { host, cookie } });
      assert.equal(answer.statusCode, status, `${method} ${url} ${host}`);
    }
    const page = await server.inject({
      url: '/auth/verify/a?b=c',
      headers: { host: 'wiki.example.org', ...navigating },
    });
    assert.equal(page.headers.location, location('https://wiki.example.org/a?b=c'));
  });

  it('has that address for itself: the others ask at /auth/verify alone', async () => {
    assert.equal((await envoy.server.inject({ url: '/auth/verify' })).statusCode, 404);
    assert.equal((await nginx.server.inject({ url: '/auth/verify/x' })).statusCode, 404);
  });
});
