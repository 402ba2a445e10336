import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { type Answer, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, signInBrowser, startFlow, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await registerInBrowser(server, 'alice');
const bob = await register(server, 'bob');
const get = (path: string, headers: Record<string, string> = {}) => request(`${server.url}${path}`, { headers });

function refused({ status, body, headers }: Answer, expected: number, id?: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(body.error.code, expected);
  assert.equal(body.error.id, id);
}

describe('whoami', () => {
  const cookie = () => `ory_kratos_session=${alice.cookies.get('ory_kratos_session')}`;
  const cases: [who: string, headers: () => Record<string, string>, status: number][] = [
    ['a token', () => ({ 'x-session-token': bob.token }), 200],
    ['a bearer token', () => ({ authorization: `Bearer ${bob.token}` }), 200],
    ['a bearer token in small letters', () => ({ authorization: `bearer ${bob.token}` }), 200],
    ['a cookie', () => ({ cookie: cookie() }), 200],
    ['nothing', () => ({}), 401],
    ['an unknown token', () => ({ 'x-session-token': `ory_st_${'A'.repeat(43)}` }), 401],
    ['a token that cannot be one', () => ({ 'x-session-token': 'x' }), 401],
    ['a token as the cookie', () => ({ cookie: `ory_kratos_session=${bob.token}` }), 401],
    ['the cookie as a token', () => ({ 'x-session-token': cookie().split('=')[1]! }), 401],
    ['the cookie as a bearer token', () => ({ authorization: `Bearer ${cookie().split('=')[1]}` }), 401],
    ['a bad token in spite of a good cookie', () => ({ 'x-session-token': 'x', cookie: cookie() }), 401],
    ['a bad bearer token after a good cookie', () => ({ authorization: 'Bearer x', cookie: cookie() }), 200],
    ['another scheme', () => ({ authorization: `Basic ${bob.token}` }), 401],
  ];
  for (const [who, headers, status] of cases) {
    it(`${status} for ${who}`, async () => {
      const answer = await get('/sessions/whoami', headers());
      if (status === 401) return refused(answer, 401);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(answer.headers.get('x-kratos-authenticated-identity-id'), answer.body.identity.id);
      assert.equal(answer.body.active, true);
    });
  }

  it('prefers the cookie to a bearer token, and a token to both', async () => {
    const both = { authorization: `Bearer ${bob.token}`, cookie: cookie() };
    assert.equal((await get('/sessions/whoami', both)).body.identity.id, alice.identityId);
    const all = { ...both, 'x-session-token': bob.token };
    assert.equal((await get('/sessions/whoami', all)).body.identity.id, bob.identityId);
  });
});

describe("one's own sessions", () => {
  it('lists the others, ends one, then all of them', async () => {
    const others = [];
    for (let count = 0; count < 3; count++) others.push((await signIn(server, bob)).body.session_token as string);
    const list = await bob.api('/sessions');
    assert.equal(list.status, 200);
    assert.equal(list.headers.get('x-total-count'), '3');
    const current = (await bob.api('/sessions/whoami')).body.id;
    assert.ok(!list.body.some(({ id }: { id: string }) => id === current));
    assert.equal((await bob.api('/sessions?per_page=2&page=1')).body.length, 1);

    refused(await bob.api(`/sessions/${current}`, { method: 'DELETE' }), 400, 'current_session');
    const [first] = list.body;
    assert.equal((await bob.api(`/sessions/${first.id}`, { method: 'DELETE' })).status, 204);
    refused(await bob.api(`/sessions/${first.id}`, { method: 'DELETE' }), 404);
    const alive = await Promise.all(others.map((token) => get('/sessions/whoami', { 'x-session-token': token })));
    assert.deepEqual(alive.map(({ status }) => status).sort(), [200, 200, 401]);
    assert.deepEqual((await bob.api('/sessions', { method: 'DELETE' })).body, { count: 2 });
    for (const token of others) refused(await get('/sessions/whoami', { 'x-session-token': token }), 401);
  });

  it("does not end somebody else's, nor tell it from an unknown one", async () => {
    const { id } = (await alice.send('/sessions/whoami')).body;
    const foreign = await bob.api(`/sessions/${id}`, { method: 'DELETE' });
    const unknown = await bob.api(`/sessions/${crypto.randomUUID()}`, { method: 'DELETE' });
    refused(foreign, 404);
    assert.deepEqual(foreign.body, unknown.body);
    refused(await bob.api('/sessions/not-an-id', { method: 'DELETE' }), 404);
    assert.equal((await alice.send('/sessions/whoami')).status, 200);
  });

  for (const [method, path] of [
    ['GET', '/sessions'],
    ['DELETE', '/sessions'],
    ['DELETE', `/sessions/${crypto.randomUUID()}`],
  ] as const) {
    it(`wants a session for ${method} ${path.slice(0, 10)}`, async () =>
      refused(await request(`${server.url}${path}`, { method }), 401, 'session_inactive'));
  }
});

describe('signing out', () => {
  it('tells a script where and ends the session there', async () => {
    const web = webClient(server);
    refused(await web.send('/self-service/logout/browser'), 401, 'session_inactive');
    await signInBrowser(server, web, alice.authenticator);
    const before = web.cookies.get('ory_kratos_session');
    const { body } = await web.send('/self-service/logout/browser?return_to=/settings');
    assert.match(body.logout_token, /^ory_lo_/);
    refused(await web.send(`/self-service/logout?token=ory_lo_${'A'.repeat(43)}`), 403, 'foreign_logout');
    refused(await web.send('/self-service/logout'), 403, 'foreign_logout');
    const foreign = await web.send('/self-service/logout?token=x', { html: true });
    assert.equal(foreign.status, 303);
    assert.match(foreign.headers.get('location')!, /\/error\?id=foreign_logout\./);
    assert.equal((await web.send('/sessions/whoami')).status, 200);

    const out = await web.send(body.logout_url, { html: true });
    assert.equal(out.status, 303);
    assert.equal(out.headers.get('location'), `${server.url}/settings`);
    assert.match(out.headers.get('clear-site-data')!, /"storage"/);
    assert.ok(!web.cookies.has('ory_kratos_session'));
    refused(await get('/sessions/whoami', { cookie: `ory_kratos_session=${before}` }), 401);
  });

  it('answers a script with 204, and leads home without a return address', async () => {
    for (const html of [false, true]) {
      const web = webClient(server);
      await signInBrowser(server, web, alice.authenticator);
      const { body } = await web.send('/self-service/logout/browser');
      const out = await web.send(body.logout_url, { html });
      assert.equal(out.status, html ? 303 : 204);
      if (html) assert.equal(out.headers.get('location'), `${server.url}/login`);
    }
  });

  it('takes a native token back, again and again, but no unknown one', async () => {
    const { session_token } = (await signIn(server, bob)).body;
    const send = (body: unknown) => request(`${server.url}/self-service/logout/api`, { method: 'DELETE', body });
    assert.equal((await send({ session_token })).status, 204);
    assert.equal((await send({ session_token })).status, 204);
    refused(await get('/sessions/whoami', { 'x-session-token': session_token }), 401);
    refused(await send({ session_token: `ory_st_${'A'.repeat(43)}` }), 403, 'unknown_token');
    refused(await send({ session_token: alice.cookies.get('ory_kratos_session') }), 403, 'unknown_token');
    for (const body of [{}, { session_token: 1 }, { session_token: '' }, { session_token: null }]) {
      refused(await send(body), 400, 'missing_token');
    }
  });
});

describe('what anybody may read', () => {
  it('serves the identity schemas by both forms of their id', async () => {
    const { body: list } = await get('/schemas');
    for (const { id, schema } of list) {
      for (const form of [id, Buffer.from(id).toString('base64url')]) {
        assert.deepEqual((await get(`/schemas/${form}`)).body, schema);
      }
    }
    assert.ok(list.length > 0);
    const { schema_id, schema_url } = (await bob.api('/sessions/whoami')).body.identity;
    assert.equal(schema_url, `${server.url}/schemas/${Buffer.from(schema_id).toString('base64url')}`);
    refused(await get('/schemas/unknown'), 404);
  });

  it('serves the passkey script by the hash that its node names', async () => {
    const flow = await startFlow(webClient(server), 'login');
    const { attributes } = flow.ui.nodes.find(({ type }: { type: string }) => type === 'script');
    const response = await fetch(attributes.src);
    assert.match(response.headers.get('content-type')!, /^text\/javascript/i);
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
    const hash = createHash('sha512')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('base64');
    assert.equal(attributes.integrity, `sha512-${hash}`);
    assert.equal(attributes.src, `${server.url}/.well-known/ory/webauthn.js`);
    assert.equal(attributes.crossorigin, 'anonymous');
    assert.equal(attributes.referrerpolicy, 'no-referrer');
  });

  it('serves an error by the id that a browser was sent with', async () => {
    const sent = await webClient(server).send('/self-service/login/browser?aal=aal2', { html: true });
    const id = new URL(sent.headers.get('location')!).searchParams.get('id')!;
    const { body } = await get(`/self-service/errors?id=${id}`);
    assert.equal(body.id, id);
    assert.equal(body.error.code, 401);
    for (const bad of ['', '?id=', '?id=internal_error.x', '?id=toString.x', `?id=unknown.${crypto.randomUUID()}`]) {
      refused(await get(`/self-service/errors${bad}`), 404);
    }
  });

  it('is alive and ready on both listeners', async () => {
    const paths = ['/health/alive', '/health/ready'];
    const urls = [server.url, server.adminUrl, `${server.adminUrl}/admin`].flatMap((base) =>
      paths.map((path) => base + path),
    );
    for (const url of urls) {
      const { status, body } = await request(url);
      assert.equal(status, 200, url);
      assert.deepEqual(body, { status: 'ok' });
    }
    assert.equal((await request(`${server.adminUrl}/version`)).body.version, 'test');
    assert.equal((await get('/version')).status, 404);
  });

  it('tells what is at no address', async () => {
    for (const [path, method] of [
      ['/nothing', 'GET'],
      ['/api/nothing', 'GET'],
      ['/self-service/nothing', 'POST'],
      ['/sessions/whoami', 'POST'],
    ] as const) {
      const { status, body, headers } = await request(`${server.url}${path}`, { method });
      assert.equal(status, 404, path);
      assert.match(headers.get('content-type')!, /^application\/problem\+json/);
      assert.equal(body.code, 'not_found');
      assert.equal(body.request_id, headers.get('x-request-id'));
    }
    const page = await webClient(server).send('/nothing', { html: true });
    assert.equal(page.status, 404);
    assert.match(page.headers.get('content-type')!, /^text\/html/);
  });
});

describe('the other listener', () => {
  const admin = server.app.config['serve.admin.port'];
  const cases: [from: string, method: string, to: string][] = [
    [`${server.url}/admin/identities?page_size=1`, 'GET', `http://127.0.0.1:${admin}/admin/identities?page_size=1`],
    [`${server.url}/admin`, 'GET', `http://127.0.0.1:${admin}/admin`],
    [`${server.url}/admin/identities`, 'POST', `http://127.0.0.1:${admin}/admin/identities`],
    [`${server.adminUrl}/sessions/whoami`, 'GET', `${server.url}/sessions/whoami`],
    [`${server.adminUrl}/schemas`, 'GET', `${server.url}/schemas`],
    [`${server.adminUrl}/schemas/default`, 'GET', `${server.url}/schemas/default`],
    [`${server.adminUrl}/self-service/login/api?aal=aal1`, 'GET', `${server.url}/self-service/login/api?aal=aal1`],
    [`${server.adminUrl}/self-service/login?flow=x`, 'POST', `${server.url}/self-service/login?flow=x`],
  ];
  for (const [from, method, to] of cases) {
    it(`is where ${method} ${new URL(from).pathname} leads from ${from.startsWith(server.url) ? 'the public one' : 'the admin one'}`, async () => {
      const headers = { 'content-type': 'text/weird' };
      const answer = await request(from, { method, ...(method === 'POST' ? { body: '<>', headers } : {}) });
      assert.equal(answer.status, 307);
      assert.equal(answer.headers.get('location'), to);
    });
  }
});
