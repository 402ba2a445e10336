import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import { type GuardOptions, type Requirement, stingGuard } from '../../guard/fastify.js';
import { localOrigin } from '../../src/kernel/request.ts';
import { proof } from '../support/evidence.ts';
import { startReceiver } from '../support/http-receiver.ts';
import { freePort, startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { registerInBrowser } from '../support/web-client.ts';

const sting = await startServer(
  { after },
  { flags: { 'selfservice.allowed_return_urls': ['https://app.example.org'] } },
);
const app = 'https://app.example.org';
const navigating = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

/** A real application with a route for each requirement. */
async function application(options: Partial<GuardOptions> = {}): Promise<FastifyInstance> {
  const fastify = Fastify();
  await fastify.register(stingGuard, { sting: sting.url, app, clock: sting.clock, ...options });
  const routes: Record<string, Requirement | false | undefined> = {
    '/plain': undefined,
    '/public': false,
    '/strong': { level: 'aal2' },
    '/fresh': { level: 'aal2', max_age: 300 },
    '/strongest': { level: 'aal3' },
    '/audit': { roles: ['auditor', 'owner'] },
  };
  for (const [url, require] of Object.entries(routes)) {
    fastify.route({
      method: ['GET', 'POST'],
      url,
      config: require === undefined ? {} : { require },
      handler: async ({ sting }) => ({ id: sting?.identity.id ?? null, level: sting?.level, roles: sting?.roles }),
    });
  }
  after(() => fastify.close());
  return fastify;
}

const fastify = await application();
const alice = await registerInBrowser(sting, 'alice');
const cookie = [...alice.cookies].map((pair) => pair.join('=')).join('; ');
const sessionCookie = `ory_kratos_session=${alice.cookies.get('ory_kratos_session')}`;

/** A session of alice with these proofs, for a program. */
async function token(evidence = [proof('password', { at: sting.clock() })]): Promise<string> {
  const init = { identityId: alice.identityId, kind: 'token' as const, evidence, origin: localOrigin };
  return (await sting.app.store.write((tx) => sting.app.sessions.open(tx, init))).token;
}
const get = (url: string, headers: Record<string, string> = {}) => fastify.inject({ url, headers });
const loginOf = (location: unknown): Record<string, string> => {
  const { origin, pathname, searchParams } = new URL(String(location));
  return { at: origin + pathname, ...Object.fromEntries(searchParams) };
};

describe('a guarded application', () => {
  it('knows its visitor by the cookie and by a token', async () => {
    for (const headers of [
      { cookie },
      { cookie: `theme=dark; ${sessionCookie}` },
      { 'x-session-token': await token() },
      { authorization: `Bearer ${await token()}` },
    ]) {
      const answer = await get('/plain', headers as Record<string, string>);
      assert.equal(answer.statusCode, 200, JSON.stringify(headers));
      assert.equal(answer.json().id, alice.identityId);
    }
  });

  it('leads a browser to sign in and back, and tells everybody else where', async () => {
    const login = { at: `${sting.url}/self-service/login/browser`, return_to: `${app}/plain?a=1` };
    const page = await get('/plain?a=1', navigating);
    assert.equal(page.statusCode, 303);
    assert.deepEqual(loginOf(page.headers.location), login);
    const script = await get('/plain?a=1', { accept: 'application/json' });
    assert.equal(script.statusCode, 401);
    assert.deepEqual(loginOf(script.headers.location), login);
    assert.equal(script.json().code, 'unauthenticated');
    const change = await fastify.inject({ method: 'POST', url: '/plain?a=1', headers: navigating });
    assert.equal(change.statusCode, 401);
    assert.equal(loginOf(change.headers.location)['return_to'], `${app}/`);
  });

  it('comes back to its own address, whatever Host says', async () => {
    const answer = await get('/plain', { ...navigating, host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    assert.equal(loginOf(answer.headers.location)['return_to'], `${app}/plain`);
    const open = await get('//evil.example/', navigating);
    assert.equal(open.statusCode, 404);
  });

  it('is open where it says so, and has no visitor there', async () => {
    assert.deepEqual((await get('/public', { cookie })).json(), { id: null });
    assert.equal((await get('/nothing')).statusCode, 404);
  });

  it('refuses at the next request when the session has ended', async () => {
    const gone = await token();
    assert.equal((await get('/plain', { 'x-session-token': gone })).statusCode, 200);
    await sting.app.store.write((tx) => sting.app.sessions.end(tx, { identities: [alice.identityId] }, 'disable'));
    assert.equal((await get('/plain', { 'x-session-token': gone })).statusCode, 401);
  });
});

describe('a requirement', () => {
  it('is met by what was proven', async () => {
    const key = await token([proof('passkey', { user_verified: true, at: sting.clock() })]);
    const weak = await token();
    for (const [url, strong, low] of [
      ['/plain', 200, 200],
      ['/strong', 200, 403],
      ['/fresh', 200, 403],
      ['/strongest', 403, 403],
    ] as const) {
      assert.equal((await get(url, { 'x-session-token': key })).statusCode, strong, url);
      assert.equal((await get(url, { 'x-session-token': weak })).statusCode, low, url);
    }
    sting.clock.advance({ seconds: 301 });
    assert.equal((await get('/strong', { 'x-session-token': key })).statusCode, 200);
    const stale = await get('/fresh', { 'x-session-token': key });
    assert.equal(stale.statusCode, 403);
    assert.deepEqual(stale.json().needs, { level: 'aal2', max_age: 300 });
    assert.deepEqual(loginOf(stale.json().login), {
      at: `${sting.url}/self-service/login/browser`,
      refresh: 'true',
      aal: 'aal2',
      return_to: `${app}/fresh`,
    });
  });

  it('of a role is met by those who have it, until they lose it', async () => {
    const somebody = await token();
    const answer = await get('/audit', { 'x-session-token': somebody, ...navigating });
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.headers.location, undefined, 'no proof would help');
    await sting.app.store.write((tx) => sting.app.access.assignRole(tx, alice.identityId, 'auditor'));
    const let_in = await get('/audit', { 'x-session-token': somebody });
    assert.deepEqual(let_in.json().roles, ['auditor']);
    await sting.app.store.write((tx) => sting.app.access.removeRole(tx, alice.identityId, 'auditor'));
    assert.equal((await get('/audit', { 'x-session-token': somebody })).statusCode, 403);
  });

  const mistakes: [require: unknown, problem: RegExp][] = [
    [{ level: 'aal4' }, /a level other than/],
    [{ level: 'aal0' }, /a level other than/],
    [{ maxAge: 5 }, /has the member maxAge/],
    [{ max_age: '5m' }, /no number of seconds/],
    [{ max_age: Number.NaN }, /no number of seconds/],
    [{ roles: [] }, /no list of names/],
    [{ roles: 'owner' }, /no list of names/],
    [null, /neither false nor an object/],
    [true, /neither false nor an object/],
  ];
  for (const [require, problem] of mistakes) {
    it(`that cannot be meant ends the start: ${JSON.stringify(require)}`, async () => {
      const bare = Fastify();
      await bare.register(stingGuard, { sting: sting.url, app });
      assert.throws(() => bare.get('/x', { config: { require } as never }, async () => 'x'), problem);
    });
  }
});

describe('an attacker', () => {
  it('is nobody with what is no session', async () => {
    const cookies = (await registerInBrowser(sting, 'eve')).cookies;
    const eve = `ory_kratos_session=${cookies.get('ory_kratos_session')}`;
    assert.equal((await get('/plain', { cookie: eve })).statusCode, 200);
    for (const headers of [
      { cookie: `ory_kratos_session=ory_sc_${'A'.repeat(43)}` },
      { cookie: `${eve}; ${eve}` },
      { cookie: `ory_kratos_session=${await token()}` },
      { 'x-session-token': eve.slice(eve.indexOf('=') + 1) },
      { authorization: 'Bearer x' },
      { authorization: 'Basic b3duZXI6b3duZXI=' },
      { 'x-kratos-authenticated-identity-id': alice.identityId, 'sting-identity': alice.identityId },
    ] as Record<string, string>[]) {
      assert.equal((await get('/plain', headers)).statusCode, 401, JSON.stringify(headers));
    }
  });

  it('changes nothing by the cookie of a visitor, from any page of theirs', async () => {
    const mine = (await registerInBrowser(sting, 'bob')).cookies.get('ory_kratos_session');
    const post = (headers: Record<string, string>) =>
      fastify.inject({ method: 'POST', url: '/plain', headers: { cookie: `ory_kratos_session=${mine}`, ...headers } });
    assert.equal((await post({ origin: 'https://evil.example' })).statusCode, 403);
    assert.equal((await post({ origin: 'null' })).statusCode, 403);
    assert.equal((await post({ 'sec-fetch-site': 'cross-site' })).statusCode, 403);
    assert.equal((await post({ 'sec-fetch-site': 'same-site' })).statusCode, 403);
    assert.equal((await post({ origin: app, 'sec-fetch-site': 'same-origin' })).statusCode, 200);
    const socket = { cookie: `ory_kratos_session=${mine}`, upgrade: 'websocket', origin: 'https://evil.example' };
    assert.equal((await get('/plain', socket)).statusCode, 403);
  });

  it('does not make one person of two credentials', async () => {
    const carol = await registerInBrowser(sting, 'carol');
    await sting.app.store.write((tx) => sting.app.access.assignRole(tx, carol.identityId, 'auditor'));
    const headers = {
      'x-session-token': await token(),
      cookie: `ory_kratos_session=${carol.cookies.get('ory_kratos_session')}`,
    };
    assert.equal((await get('/audit', headers)).statusCode, 403);
    assert.equal((await get('/plain', headers)).json().id, alice.identityId);
  });
});

describe('STING', () => {
  it('is told the one credential and nothing else of a request', async (t) => {
    const receiver = await startReceiver(t, (_, response) => response.writeHead(401).end());
    const other = await application({ api: receiver.url });
    await other.inject({
      url: '/plain',
      headers: {
        cookie: `a=b; ${sessionCookie}; c=d`,
        authorization: 'Basic x',
        'x-secret': 'y',
        'x-forwarded-for': '1.2.3.4',
      },
    });
    const { headers } = receiver.received[0]!;
    assert.equal(headers['cookie'], sessionCookie);
    for (const name of ['authorization', 'x-secret', 'x-forwarded-for']) assert.equal(headers[name], undefined, name);
  });

  it('answers twice about one session, or the visitor is nobody', async (t) => {
    const session = {
      id: 's-1',
      authenticator_assurance_level: 'aal1',
      authentication_methods: [],
      identity: { id: 'i-1' },
    };
    const me = { session: { id: 's-2' }, roles: ['auditor'] };
    const mixed = await startReceiver(t, ({ url }, response) =>
      response.end(JSON.stringify(url === '/api/me' ? me : session)),
    );
    const other = await application({ api: mixed.url });
    assert.equal((await other.inject({ url: '/plain', headers: { cookie } })).statusCode, 200);
    assert.equal((await other.inject({ url: '/audit', headers: { cookie } })).statusCode, 401);
  });

  it('that does not answer lets nobody in', async (t) => {
    const broken = await startReceiver(t, (_, response) => response.writeHead(500).end());
    const silent = await startReceiver(t, () => {});
    const wanting = await startReceiver(t, (_, response) => response.writeHead(403).end('{}'));
    const leading = await startReceiver(t, (_, response) => response.writeHead(302, { location: sting.url }).end());
    for (const [api, status] of [
      [`http://127.0.0.1:${await freePort()}`, 503],
      [broken.url, 503],
      [silent.url, 503],
      [leading.url, 401],
      [wanting.url, 403],
    ] as const) {
      const other = await application({ api, timeout: 50 });
      assert.equal((await other.inject({ url: '/plain', headers: { cookie } })).statusCode, status, api);
    }
  });
});

describe('the guide', () => {
  it('shows an application that works', async (t) => {
    const port = await freePort();
    const guide = await readFile(new URL('../../docs/fastify.md', import.meta.url), 'utf8');
    const code = /```js\n([\s\S]+?)```/
      .exec(guide)![1]!
      .replace('@alphabytez/sting/fastify', new URL('../../guard/fastify.js', import.meta.url).href)
      .replace("from 'fastify'", `from '${import.meta.resolve('fastify')}'`)
      .replace('https://id.example.org', sting.url)
      .replace('http://127.0.0.1:4433', sting.url)
      .replace('8080', String(port));
    const file = join(await temporaryFolder(t), 'example.mjs');
    await writeFile(file, code);
    const { app: running } = (await import(pathToFileURL(file).href)) as { app: FastifyInstance };
    t.after(() => running.close());
    const headers = { 'x-session-token': await token() };
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text(), 'Good day, alice@example.com');
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 401);
    assert.equal((await fetch(`http://127.0.0.1:${port}/imprint`)).status, 200);
    assert.equal((await fetch(`http://127.0.0.1:${port}/books`, { headers })).status, 403);
  });
});

describe('the package', () => {
  it('exports the guard', () => {
    assert.equal(
      import.meta.resolve('@alphabytez/sting/fastify'),
      new URL('../../guard/fastify.js', import.meta.url).href,
    );
  });
});
