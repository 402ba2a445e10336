import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Answer, nodeValue, register, request, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import {
  assertionFor,
  registerInBrowser,
  signInBrowser,
  startFlow,
  submitFlow,
  webClient,
} from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await registerInBrowser(server, 'alice');
const name = 'ory_kratos_session';
const cookieOf = (web: { cookies: Map<string, string> }) => web.cookies.get(name)!;
const whoami = (headers: Record<string, string>) => request(`${server.url}/sessions/whoami`, { headers });
const withCookie = (value: string) => whoami({ cookie: `${name}=${value}` });

describe('fixation', () => {
  it('fails: signing in never takes a token that was there before', async () => {
    const web = webClient(server);
    const planted = `ory_sc_${'A'.repeat(43)}`;
    web.cookies.set(name, planted);
    await signInBrowser(server, web, alice.authenticator);
    assert.notEqual(cookieOf(web), planted);
    assert.equal((await withCookie(planted)).status, 401);
  });

  it("fails: an attacker's own session in a victim's browser is not raised by the victim's proof", async () => {
    const mallory = await registerInBrowser(server, 'mallory');
    const victim = webClient(server);
    victim.cookies.set(name, cookieOf(mallory));
    const { status } = await victim.send('/self-service/login/browser');
    assert.equal(status, 400, 'somebody is signed in already');
    const flow = await startFlow(victim, 'login', '?refresh=true');
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
    const { allowCredentials: _, ...anyKey } = publicKey;
    const passkey_login = JSON.stringify(alice.authenticator.authenticate(anyKey, server.url));
    const answer = await submitFlow(victim, flow, { method: 'passkey', passkey_login });
    assert.equal(answer.status, 400);
    assert.equal((await withCookie(cookieOf(mallory))).body.identity.id, mallory.identityId);
  });

  it('fails: a flow that was started before somebody signed in is not continued as them', async () => {
    const web = webClient(server);
    const flow = await startFlow(web, 'login');
    await signInBrowser(server, web, alice.authenticator);
    const passkey_login = assertionFor(flow, alice.authenticator, server.url);
    const answer = await submitFlow(web, flow, { method: 'passkey', passkey_login });
    assert.equal(answer.status, 403, 'the browser has a new CSRF secret');
  });

  it('of the CSRF secret fails: signing in and out replaces it', async () => {
    const web = webClient(server);
    await startFlow(web, 'login');
    const csrf = () => [...web.cookies].find(([cookie]) => cookie.startsWith('csrf_token_'))![1];
    const before = csrf();
    await signInBrowser(server, web, alice.authenticator);
    const signedIn = csrf();
    assert.notEqual(signedIn, before);
    await web.send((await web.send('/self-service/logout/browser')).body.logout_url);
    assert.notEqual(csrf(), signedIn);
  });
});

describe('a session cookie', () => {
  it('is refused when there are two', async () => {
    const value = cookieOf(alice);
    for (const second of [value, `ory_sc_${'A'.repeat(43)}`, '']) {
      for (const path of ['/sessions/whoami', '/api/me']) {
        const answer = await request(server.url + path, { headers: { cookie: `${name}=${value}; ${name}=${second}` } });
        assert.equal(answer.status, 400);
        assert.equal(answer.body.error?.id ?? answer.body.code, 'two_session_cookies');
      }
    }
  });

  it('is not trimmed, decoded or found by another name', async () => {
    const value = cookieOf(alice);
    for (const cookie of [
      `${name}="${value}"`,
      `${name} =${value}`,
      `\u00a0${name}=${value}`,
      `${name.toUpperCase()}=${value}`,
      `x${name}=${value}`,
      `${name}=${value} x`,
    ]) {
      assert.equal((await whoami({ cookie })).status, 401, cookie);
    }
    assert.equal((await whoami({ cookie: `a=b; ${name}=${value}; c=d` })).status, 200);
  });

  it('on http is HttpOnly and SameSite=Lax for the life of the session', async () => {
    const answer = await signInBrowser(server, webClient(server), alice.authenticator);
    const [session, csrf] = answer.headers.getSetCookie();
    assert.match(session!, /^ory_kratos_session=ory_sc_[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(csrf!, /^csrf_token_[0-9a-f]{64}=[\w-]{43}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('on https is Secure and no neighbour can set it', async (t) => {
    const base = 'https://honey.example';
    const https = await startServer(t, {
      flags: { 'serve.public.base_url': base, 'serve.trusted_proxies': ['127.0.0.1'] },
    });
    const local = `http://127.0.0.1:${https.app.config['serve.public.port']}`;
    const web = webClient({ url: local });
    const own = { headers: { origin: base } };
    const traits = { email: 'a@example.com', name: { first: 'A', last: 'B' } };
    const flow = await startFlow(web, 'registration');
    assert.ok(flow.ui.action.startsWith(base));
    const submit = (body: object) => web.send(`/self-service/registration?flow=${flow.id}`, { body, ...own });
    const csrf_token = nodeValue(flow, 'csrf_token');
    const second = await submit({ method: 'profile', traits, csrf_token });
    const { credentialOptions } = JSON.parse(nodeValue(second.body, 'passkey_create_data'));
    assert.equal(credentialOptions.publicKey.rp.id, 'honey.example');
    const key = createAuthenticator().register(credentialOptions.publicKey, base);
    const done = await submit({ method: 'passkey', traits, csrf_token, passkey_register: JSON.stringify(key) });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const [session, csrf] = done.headers.getSetCookie();
    assert.match(session!, /^__Host-ory_kratos_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    assert.match(csrf!, /; HttpOnly; Secure; SameSite=Lax$/);
    assert.match(done.headers.get('strict-transport-security')!, /^max-age=63072000; includeSubDomains$/);
    const token = web.cookies.get('__Host-ory_kratos_session')!;
    assert.equal((await web.send('/sessions/whoami')).status, 200);
    for (const cookie of [`ory_kratos_session=${token}`, `__host-ory_kratos_session=${token}`]) {
      assert.equal((await request(`${local}/sessions/whoami`, { headers: { cookie } })).status, 401, cookie);
    }
    const { logout_url } = (await web.send('/self-service/logout/browser')).body;
    const out = await web.send(new URL(logout_url).pathname + new URL(logout_url).search);
    assert.match(
      out.headers.getSetCookie()[0]!,
      /^__Host-ory_kratos_session=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });
});

describe('a token', () => {
  it('is stored as its hash only, in the database and elsewhere', async () => {
    const bob = await register(server, 'bob');
    await server.app.sessions.flush();
    await server.app.audit.flush();
    const { data } = server.app.config;
    for (const file of await readdir(data)) {
      const bytes = await readFile(join(data, file));
      for (const token of [bob.token, cookieOf(alice)]) assert.ok(!bytes.includes(token.slice(7)), file);
    }
  });

  it('in the address is refused, wherever it stands', async () => {
    const bob = await register(server, 'bobby');
    for (const path of ['/sessions/whoami', '/api/me', '/settings', '/self-service/login/api', '/console']) {
      for (const parameter of ['session_token', 'access_token', 'token', 'x-session-token', 'a']) {
        const { status, body } = await request(`${server.url}${path}?${parameter}=${bob.token}`);
        assert.equal(status, 400, path);
        assert.doesNotMatch(JSON.stringify(body), new RegExp(bob.token));
      }
    }
    assert.equal((await request(`${server.url}/api/me`, { headers: { 'x-token': bob.token } })).status, 401);
  });
});

describe('rotation', () => {
  const reads = [
    ['GET', '/sessions/whoami'],
    ['GET', '/api/me'],
    ['GET', '/api/jars'],
  ] as const;
  const writes = [
    ['POST', '/api/jars', { name: 'Honey' }],
    ['DELETE', '/api/me/sessions', undefined],
    ['DELETE', '/sessions', undefined],
    ['POST', '/api/step-up', { operation: 'passkey.remove', parameters: { id: 'x' } }],
  ] as const;

  async function oldTokenReadsForFiveSeconds(send: (method: string, path: string, body?: object) => Promise<Answer>) {
    for (const [method, path] of reads) assert.equal((await send(method, path)).status, 200, path);
    for (const [method, path, body] of writes) assert.equal((await send(method, path, body)).status, 401, path);
    server.clock.advance({ ms: 4999 });
    assert.equal((await send('GET', '/api/me')).status, 200);
    server.clock.advance({ ms: 1 });
    for (const [method, path] of reads) assert.equal((await send(method, path)).status, 401, path);
  }

  it('follows a step-up: the old token reads for five seconds and then nothing', async () => {
    const carol = await register(server, 'carol');
    const old = carol.token;
    server.clock.advance({ seconds: 301 });
    const { id } = (await carol.api('/api/me/passkeys')).body.passkeys[0];
    const refusal = await carol.api(`/api/me/passkeys/${id}/suspend`, { method: 'POST' });
    assert.equal(refusal.body.code, 'step_up_required');
    assert.equal(await stepUp(server, carol, refusal), undefined, 'a raised session needs no grant');
    assert.notEqual(carol.token, old);
    assert.equal((await carol.api('/api/me')).status, 200);
    await oldTokenReadsForFiveSeconds((method, path, body) =>
      request(server.url + path, { method, body, headers: { 'x-session-token': old } }),
    );
  });

  it('follows a refresh in a browser', async () => {
    const dora = await registerInBrowser(server, 'dora');
    const old = cookieOf(dora);
    await signInBrowser(server, dora, dora.authenticator, { query: '?refresh=true' });
    assert.notEqual(cookieOf(dora), old);
    await oldTokenReadsForFiveSeconds((method, path, body) =>
      request(server.url + path, { method, body, headers: { cookie: `${name}=${old}`, origin: server.url } }),
    );
    assert.equal((await dora.send('/api/me')).status, 200);
  });

  it('gives the old token no share in what the proof opened', async () => {
    const owner = await register(server, 'owner', { setup: await server.setupToken() });
    server.clock.advance({ seconds: 301 });
    const refusal = await owner.api('/api/audit/events');
    assert.equal(refusal.body.code, 'step_up_required');
    const old = owner.token;
    await stepUp(server, owner, refusal);
    assert.equal((await owner.api('/api/audit/events')).status, 200);
    for (const path of ['/api/audit/events', '/api/audit/export']) {
      assert.equal((await request(server.url + path, { headers: { 'x-session-token': old } })).status, 401, path);
    }
    assert.equal((await request(`${server.url}/api/me`, { headers: { 'x-session-token': old } })).status, 200);
  });
});

describe('the end of a session', () => {
  it('comes at the next request, whoever ends it', async () => {
    const erin = await register(server, 'erin');
    const others = await Promise.all([1, 2].map(async () => (await signIn(server, erin)).body.session_token as string));
    const ids = await Promise.all(others.map(async (token) => (await whoami({ 'x-session-token': token })).body.id));
    assert.equal((await erin.api(`/api/me/sessions/${ids[0]}`, { method: 'DELETE' })).status, 204);
    assert.equal((await whoami({ 'x-session-token': others[0]! })).status, 401);
    assert.equal((await whoami({ 'x-session-token': others[1]! })).status, 200);
    assert.equal((await erin.api('/api/me/sessions', { method: 'DELETE' })).status, 200);
    assert.equal((await whoami({ 'x-session-token': others[1]! })).status, 401);
    assert.equal((await erin.api('/api/me')).status, 200);
  });

  it("is not somebody else's to bring about", async () => {
    const [frank, gina] = [await register(server, 'frank'), await register(server, 'gina')];
    const { id } = (await frank.api('/sessions/whoami')).body;
    assert.equal((await gina.api(`/api/me/sessions/${id}`, { method: 'DELETE' })).status, 404);
    assert.equal((await frank.api('/api/me')).status, 200);
  });

  it('comes with time: twelve hours after the proof, or an hour unused', async () => {
    const heidi = await register(server, 'heidi');
    server.clock.advance({ minutes: 59 });
    assert.equal((await heidi.api('/api/me')).status, 200);
    server.clock.advance({ minutes: 60 });
    assert.equal((await heidi.api('/api/me')).status, 401);
    const ivan = await register(server, 'ivan');
    for (let minutes = 0; minutes < 12 * 60; minutes += 48) {
      assert.equal((await ivan.api('/api/me')).status, 200, `after ${minutes} minutes`);
      server.clock.advance({ minutes: 48 });
    }
    assert.equal((await ivan.api('/api/me')).status, 401);
  });

  it('ends the flows that were open in it', async () => {
    const judy = await register(server, 'judy');
    const flow = (await judy.api('/self-service/settings/api')).body;
    await request(`${server.url}/self-service/logout/api`, {
      method: 'DELETE',
      body: { session_token: judy.token },
    });
    const answer = await judy.api(flow.ui.action.slice(server.url.length), { body: { method: 'profile' } });
    assert.equal(answer.status, 401);
    assert.equal(answer.body.error.id, 'session_inactive');
  });
});
