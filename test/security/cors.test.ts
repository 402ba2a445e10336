import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { request } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerInBrowser, startFlow, webClient } from '../support/web-client.ts';

const app = 'https://app.example.com';
const cors = {
  'serve.public.cors.enabled': true,
  'serve.public.cors.allowed_origins': [app, 'http://localhost:3000'],
  'serve.public.cors.max_age': 86_400,
};
const server = await startServer({ after }, { flags: cors });
const closed = await startServer({ after });
const own = new URL(server.url).origin;

/** The CORS headers of an answer; `vary` is there whenever CORS is on. */
const corsHeaders = (headers: Headers) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
const from = (origin: string, path = '/sessions/whoami', { url }: Pick<TestServer, 'url'> = server) =>
  request(url + path, { headers: { origin } });
const preflight = (origin: string, path: string, method = 'POST') =>
  request(server.url + path, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
  });

const strangers = [
  'https://evil.example',
  'null',
  'https://app.example.com.evil.example',
  'https://evil-app.example.com',
  'https://evilapp.example.com',
  'https://sub.app.example.com',
  'https://app.example.co',
  'https://example.com',
  'http://app.example.com',
  'https://app.example.com:443',
  'https://app.example.com:8443',
  'https://app.example.com/',
  'https://APP.example.com',
  'HTTPS://app.example.com',
  'https://app.example.com https://evil.example',
  'https://app.example.com,https://evil.example',
  'https://user@app.example.com',
  'https://app.example.com%00.evil.example',
  'https://app_example.com',
  'http://localhost',
  'http://localhost:3001',
  'file://',
  'https://*',
  '*',
  own,
];

describe('CORS', () => {
  for (const origin of strangers) {
    it(`gives ${origin} no header, neither to a request nor to its preflight`, async () => {
      const answer = await from(origin);
      assert.equal(answer.status, 401);
      assert.deepEqual(corsHeaders(answer.headers), { vary: 'Origin' });
      const asked = await preflight(origin, '/self-service/login');
      assert.equal(asked.status, 204);
      assert.deepEqual(corsHeaders(asked.headers), { vary: 'Origin' });
    });
  }

  for (const origin of cors['serve.public.cors.allowed_origins']) {
    it(`lets ${origin} read an answer, a refusal too`, async () => {
      const expected = {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Content-Type',
        vary: 'Origin',
      };
      for (const path of ['/sessions/whoami', '/self-service/login/api', '/schemas', '/api/me', '/sessions?page=1']) {
        assert.deepEqual(corsHeaders((await from(origin, path)).headers), expected, path);
      }
    });
  }

  it('answers the preflight of a listed origin for ten minutes at most', async () => {
    for (const path of ['/self-service/login?flow=x', '/sessions', '/api/jars', '/self-service/nothing']) {
      const { status, body, headers } = await preflight(app, path);
      assert.deepEqual([status, body], [204, '']);
      assert.deepEqual(corsHeaders(headers), {
        'access-control-allow-origin': app,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST, GET, PUT, PATCH, DELETE',
        'access-control-allow-headers':
          'Authorization, Content-Type, Max-Age, X-Session-Token, X-XSRF-TOKEN, X-CSRF-TOKEN',
        'access-control-max-age': '600',
        vary: 'Origin',
      });
    }
  });

  it('is not for pages, the console or whatever else has no contract', async () => {
    for (const path of ['/login', '/settings', '/console/', '/', '/health/alive', '/apis', '/sessionsx', '/admin']) {
      const answer = await from(app, path);
      assert.deepEqual(corsHeaders(answer.headers), {}, path);
      assert.notEqual((await preflight(app, path)).status, 204, path);
    }
  });

  it('takes what is no preflight for a request without a route', async () => {
    for (const headers of [{}, { origin: app }, { 'access-control-request-method': 'POST' }]) {
      assert.equal((await request(`${server.url}/sessions`, { method: 'OPTIONS', headers })).status, 404);
    }
  });

  it('varies by origin where none is sent, so that no cache mixes them up', async () =>
    assert.deepEqual(corsHeaders((await request(`${server.url}/schemas`)).headers), { vary: 'Origin' }));

  it('is off unless it is switched on', async () => {
    for (const origin of [app, own, 'null']) {
      assert.deepEqual(corsHeaders((await from(origin, '/schemas', closed)).headers), {});
    }
    const headers = { origin: app, 'access-control-request-method': 'POST' };
    const asked = await request(`${closed.url}/self-service/login`, { method: 'OPTIONS', headers });
    assert.equal(asked.status, 404);
  });

  it('gives credentials only where they are allowed', async () => {
    const flags = { ...cors, 'serve.public.cors.allow_credentials': false };
    const strict = await startServer({ after }, { flags });
    const answer = await from(app, '/schemas', strict);
    assert.equal(answer.headers.get('access-control-allow-origin'), app);
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
  });
});

describe('a listed origin', () => {
  it('counts as one of ours in a flow, whose token still decides; a stranger does not', async () => {
    const web = webClient(server);
    const flow = await startFlow(web, 'login');
    const token = flow.ui.nodes.find(
      ({ attributes }: { attributes: { name: string } }) => attributes.name === 'csrf_token',
    ).attributes.value;
    const submit = (origin: string, csrf_token: string) =>
      web.send(flow.ui.action, { headers: { origin }, body: { method: 'nothing', csrf_token } });
    assert.equal((await submit(app, token)).status, 400, 'a refusal in the flow');
    assert.equal((await submit(app, 'x')).body.error.id, 'security_csrf_violation');
    assert.equal((await submit('https://evil.example', token)).body.error.id, 'security_csrf_violation');
  });

  it('reads by a cookie and changes nothing by it', async () => {
    const alice = await registerInBrowser(server, 'alice');
    const headers = { origin: app, 'sec-fetch-site': 'cross-site' };
    assert.equal((await alice.send('/sessions/whoami', { headers })).status, 200);
    for (const path of ['/sessions', '/api/me/sessions']) {
      const refused = await alice.send(path, { method: 'DELETE', headers });
      assert.equal(refused.status, 403, path);
    }
    assert.equal((await alice.send('/api/jars', { headers, body: { name: 'Honey', type: 'private' } })).status, 403);
  });
});
