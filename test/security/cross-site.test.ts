import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, describe, it } from 'node:test';
import { nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, startFlow, type WebClient, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await registerInBrowser(server, 'alice');
const bob = await register(server, 'bob');
const cookieOf = ({ cookies }: WebClient) => [...cookies].map((pair) => pair.join('=')).join('; ');
const port = new URL(server.url).port;
const json = 'application/json';

/** What a browser says of where a request comes from and what is in it. */
type From = { origin?: string; 'sec-fetch-site'?: string; 'content-type'?: string };

const ours: [what: string, from: From][] = [
  ['our page', { origin: server.url, 'sec-fetch-site': 'same-origin', 'content-type': json }],
  ['our page in an older browser', { origin: server.url, 'content-type': json }],
  ['our page without an Origin', { 'sec-fetch-site': 'same-origin', 'content-type': json }],
];
const theirs: [what: string, from: From][] = [
  ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': json }],
  ['another site in an older browser', { origin: 'https://evil.example', 'content-type': json }],
  ['another site that leaves out its origin', { 'sec-fetch-site': 'cross-site', 'content-type': json }],
  ['a neighbour', { origin: `http://x.localhost:${port}`, 'sec-fetch-site': 'same-site', 'content-type': json }],
  [
    'another port',
    { origin: `http://localhost:${Number(port) + 1}`, 'sec-fetch-site': 'same-site', 'content-type': json },
  ],
  ['our host over https', { origin: `https://localhost:${port}`, 'content-type': json }],
  ['a host that ends as ours', { origin: `http://evillocalhost:${port}`, 'content-type': json }],
  ['a host that begins as ours', { origin: `${server.url}.evil.example`, 'content-type': json }],
  ['a frame without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site', 'content-type': json }],
  ['a file', { origin: 'null', 'content-type': json }],
  ['our origin, said by another site', { origin: server.url, 'sec-fetch-site': 'cross-site', 'content-type': json }],
  ['nowhere', { 'content-type': json }],
  ['typing the address', { 'sec-fetch-site': 'none', 'content-type': json }],
  ['our page as a form', { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' }],
  ['our page as text', { origin: server.url, 'content-type': 'text/plain' }],
  ['another site as text', { origin: 'https://evil.example', 'content-type': 'text/plain' }],
  ['another site as a form', { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }],
];

describe('a change by cookie', () => {
  const send = (path: string, method: string, from: From, body?: unknown) =>
    request(server.url + path, {
      method,
      headers: { cookie: cookieOf(alice), ...from },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  for (const [what, from] of ours) {
    it(`comes from ${what}`, async () => {
      assert.equal((await send('/api/jars', 'POST', from, { name: 'Honey' })).status, 201);
    });
  }
  for (const [what, from] of theirs) {
    it(`does not come from ${what}`, async () => {
      const answer = await send('/api/jars', 'POST', from, { name: 'Honey' });
      assert.equal(answer.status, 403, JSON.stringify(answer.body));
      assert.equal(answer.body.code, 'cross_site_request');
    });
  }
  for (const [method, path] of [
    ['DELETE', '/api/me/sessions'],
    ['DELETE', `/api/me/sessions/${crypto.randomUUID()}`],
    ['DELETE', `/api/me/passkeys/${crypto.randomUUID()}`],
    ['POST', `/api/me/passkeys/${crypto.randomUUID()}/suspend`],
    ['PATCH', `/api/jars/${crypto.randomUUID()}`],
    ['POST', `/api/jars/${crypto.randomUUID()}/documents`],
    ['POST', '/api/step-up'],
    ['POST', '/api/audit/verify'],
    ['DELETE', '/sessions'],
    ['DELETE', `/sessions/${crypto.randomUUID()}`],
  ] as const) {
    it(`is refused for ${method} ${path.slice(0, 24)} too`, async () => {
      const answer = await send(path, method, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
      assert.equal(answer.status, 403);
      assert.equal(answer.body.error?.id ?? answer.body.code, 'cross_site_request');
    });
  }
  it('that another server passes on for its visitor ends sessions as the contract has it', async () => {
    assert.deepEqual((await send('/sessions', 'DELETE', {})).body, { count: 0 });
  });
  it('is not made by reading', async () => {
    const flow = await startFlow(alice, 'settings');
    const before = (await alice.send('/sessions/whoami')).body.identity.updated_at;
    const query = `flow=${flow.id}&method=profile&traits.email=mallory@example.com`;
    const { status, headers } = await alice.send(`/self-service/settings?${query}`);
    assert.equal(status, 303);
    assert.equal(headers.get('location'), `${server.url}/settings?flow=${flow.id}`);
    assert.equal((await alice.send('/sessions/whoami')).body.identity.updated_at, before);
    assert.equal((await alice.send('/api/jars/x/delete')).status, 404);
  });
});

describe('a change by token', () => {
  for (const [what, { 'content-type': _, ...from }] of theirs) {
    it(`may come from ${what}: it carries its own intent`, async () => {
      const { status } = await bob.api('/api/jars', { body: { name: 'Honey' }, headers: from });
      assert.equal(status, 201);
    });
  }
  it('beside a cookie is by token, and a bad one by nothing', async () => {
    const headers = { cookie: cookieOf(alice), origin: 'https://evil.example' };
    const { status, body } = await bob.api('/api/jars', { body: { name: 'Honey' }, headers });
    assert.equal(status, 201);
    assert.equal(body.owner.id, bob.identityId);
    for (const bad of [{ 'x-session-token': 'x' }, { authorization: 'Bearer x' }]) {
      const answer = await request(`${server.url}/api/jars`, { body: { name: 'x' }, headers: { ...headers, ...bad } });
      assert.equal(answer.status, 401, 'the cookie does not stand in');
    }
  });
});

describe('a submission to a flow', () => {
  const values = { method: 'profile', traits: { email: 'alice@example.com', name: { first: 'A', last: 'B' } } };
  const cases: [origin: string | undefined, status: number][] = [
    [undefined, 200],
    [server.url, 200],
    ['null', 403],
    ['https://evil.example', 403],
    [`http://x.localhost:${port}`, 403],
  ];
  for (const [origin, status] of cases) {
    it(`from ${origin} is answered ${status}`, async () => {
      const flow = await startFlow(alice, 'settings');
      const answer = await request(flow.ui.action, {
        body: { ...values, csrf_token: nodeValue(flow, 'csrf_token') },
        headers: { cookie: cookieOf(alice), ...(origin ? { origin } : {}) },
      });
      assert.equal(answer.status, status);
      if (status === 403) assert.equal(answer.body.error.id, 'security_csrf_violation');
    });
  }
  it('takes the token in a header, and not one of another secret', async () => {
    const flow = await startFlow(alice, 'settings');
    const send = (token: string) => alice.send(flow.ui.action, { body: values, headers: { 'x-csrf-token': token } });
    assert.equal((await send(nodeValue(flow, 'csrf_token'))).status, 200);
    const other = await startFlow(webClient(server), 'login');
    assert.equal((await send(nodeValue(other, 'csrf_token'))).status, 403);
  });
  it('is masked anew in every answer', async () => {
    const flow = await startFlow(alice, 'settings');
    const tokens = new Set([nodeValue(flow, 'csrf_token')]);
    for (let count = 0; count < 4; count++) {
      tokens.add(nodeValue((await alice.send(`/self-service/settings/flows?id=${flow.id}`)).body, 'csrf_token'));
    }
    assert.equal(tokens.size, 5);
    const secret = [...alice.cookies].find(([name]) => name.startsWith('csrf_token_'))![1];
    for (const token of tokens) assert.ok(!token.includes(secret));
  });
});

describe('another origin', () => {
  it('is never allowed to read', async () => {
    for (const origin of ['https://evil.example', 'null', server.url, `http://x.localhost:${port}`]) {
      for (const [method, path] of [
        ['GET', '/sessions/whoami'],
        ['OPTIONS', '/sessions/whoami'],
        ['OPTIONS', '/api/jars'],
        ['GET', '/api/me'],
      ] as const) {
        const headers = { origin, cookie: cookieOf(alice), 'access-control-request-method': 'DELETE' };
        const answer = await request(server.url + path, { method, headers });
        for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control-allow/);
      }
    }
  });
});

describe('the admin listener', () => {
  const cases: [what: string, headers: Record<string, string>, refused: boolean][] = [
    ['a tool of the operator', {}, false],
    ['a browser that typed the address', { 'sec-fetch-site': 'none' }, false],
    ['any origin', { origin: 'https://evil.example' }, true],
    ['its own origin', { origin: server.adminUrl }, true],
    ['no origin that can be named', { origin: 'null' }, true],
    ['a cross-site page', { 'sec-fetch-site': 'cross-site' }, true],
    ['a page on the same machine', { 'sec-fetch-site': 'same-site' }, true],
    ['a page of its own', { 'sec-fetch-site': 'same-origin' }, true],
    ['a name that was rebound', { host: 'evil.example' }, true],
    ['a name that ends as ours', { host: 'evil-localhost' }, true],
    ['a name that begins as ours', { host: 'localhost.evil.example' }, true],
    ['an address of the network', { host: '192.168.0.2:4434' }, true],
    ['a loopback address', { host: '127.0.0.1:4434' }, false],
    ['a loopback address of the sixth version', { host: '[::1]:4434' }, false],
    ['a loopback name in capitals', { host: 'LOCALHOST:4434' }, false],
  ];
  for (const [what, headers, refused] of cases) {
    it(`${refused ? 'refuses' : 'serves'} ${what}`, async () => {
      for (const path of ['/health/alive', '/version', '/sessions/whoami', '/nothing']) {
        const status = await new Promise<number>((resolve, reject) => {
          httpRequest(server.adminUrl + path, { headers }, (response) => {
            response.resume();
            resolve(response.statusCode!);
          })
            .on('error', reject)
            .end();
        });
        if (refused) assert.equal(status, 403, path);
        else assert.notEqual(status, 403, path);
      }
    });
  }
});

describe('what an answer looks like', () => {
  const cases: [accept: string | undefined, json: boolean][] = [
    ['application/json', true],
    ['application/json, text/html', true],
    ['application/json, text/plain, */*', true],
    ['application/json, text/html;q=0.9', true],
    ['text/html;q=0.5, application/json;q=0.6', true],
    ['text/html, application/json', false],
    ['*/*', false],
    [undefined, false],
    ['', false],
    ['text/*', false],
    ['application/*', true],
    ['APPLICATION/JSON', true],
    ['application/json;q=0', false],
    ['application/json;q=x', true],
    ['application/problem+json', false],
    [';;;,,,', false],
    ['*/*;q=0, application/json', true],
  ];
  for (const [accept, expected] of cases) {
    it(`is ${expected ? 'JSON' : 'a redirect'} for ${accept}`, async () => {
      const status = await new Promise<number>((resolve, reject) => {
        const headers = accept === undefined ? {} : { accept };
        httpRequest(`${server.url}/self-service/login/browser`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on('error', reject)
          .end();
      });
      assert.equal(status, expected ? 200 : 303);
    });
  }
});
