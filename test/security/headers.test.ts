import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Person, register, request } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerInBrowser, startFlow, type WebClient, webClient } from '../support/web-client.ts';

const foreign = 'https://app.example';
const server = await startServer({ after }, { flags: { 'selfservice.allowed_return_urls': [`${foreign}/honey`] } });
const alice = await register(server, 'alice');
const bob = await registerInBrowser(server, 'bob');
const jar = (await alice.api('/api/jars', { body: { name: 'Honey' } })).body.id as string;
const form = new FormData();
form.set('file', new File(['honey'], 'a.html', { type: 'text/html' }));
const document = (await alice.api(`/api/jars/${jar}/documents`, { body: form })).body.id as string;

type Directives = Map<string, string[]>;

function parsed(policy: string): Directives {
  return new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/ +/);
      return [name, values];
    }),
  );
}

const everywhere: Record<string, RegExp> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(same-origin|no-referrer)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'x-request-id': /^[0-9a-f-]{36}$/,
  'permissions-policy': /^publickey-credentials-get=\(self\), publickey-credentials-create=\(self\),.* camera=\(\)/,
};

function checkHeaders(headers: Headers, what: string): Directives {
  for (const [name, expected] of Object.entries(everywhere)) {
    assert.match(headers.get(name) ?? '(none)', expected, `${name} of ${what}`);
  }
  const script = what.endsWith('/webauthn.js');
  assert.equal(headers.get('cross-origin-resource-policy'), script ? 'cross-origin' : 'same-origin', what);
  if (!what.includes('/console/assets/')) assert.match(headers.get('cache-control') ?? '', /\bno-store\b/, what);
  for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) assert.equal(headers.get(name), null);
  const policy = parsed(headers.get('content-security-policy') ?? '');
  assert.deepEqual(policy.get('default-src'), ["'none'"], what);
  if (!policy.has('sandbox')) {
    assert.deepEqual(policy.get('frame-ancestors'), ["'none'"], what);
    assert.deepEqual(policy.get('base-uri'), ["'none'"], what);
  }
  return policy;
}

/** Markup that the policy would forbid: a page that needs it is broken for everybody. */
function checkMarkup(html: string, nonce: string, what: string): void {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  assert.ok(tags.length > 5, what);
  for (const tag of tags) {
    assert.doesNotMatch(tag, /\son\w+\s*=/i, `${what} has an inline handler`);
    assert.doesNotMatch(tag, /\sstyle\s*=/i, `${what} has a style attribute`);
    assert.doesNotMatch(tag, /javascript:/i, what);
    if (/^<(script|style)\b/i.test(tag)) assert.ok(tag.includes(`nonce="${nonce}"`), `${what}: ${tag}`);
  }
}

async function page(path: string, web: WebClient, targets: string[] = []): Promise<string> {
  const answer = await web.send(path, { html: true });
  assert.match(answer.headers.get('content-type') ?? '', /^text\/html; charset=utf-8$/, path);
  const policy = checkHeaders(answer.headers, path);
  const [nonce, ...rest] = policy.get('script-src')!;
  assert.match(nonce!, /^'nonce-[\w-]{22,}'$/, path);
  assert.deepEqual(rest, ["'strict-dynamic'"], path);
  assert.deepEqual(policy.get('form-action'), ["'self'", ...targets], path);
  assert.deepEqual(policy.get('require-trusted-types-for'), ["'script'"], path);
  assert.ok(!answer.headers.get('content-security-policy')!.includes('unsafe'), path);
  checkMarkup(answer.body, nonce!.slice(7, -1), path);
  return nonce!;
}

/** Every declared GET route of the public listener, with what fits into its parameters. */
async function getRoutes({ url }: Pick<TestServer, 'url'>, { token }: Person): Promise<string[]> {
  const { body } = await request(`${url}/api/operations`, { headers: { 'x-session-token': token } });
  const paths = (body.operations as { method: string; path: string }[])
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => path);
  return [...new Set(paths)];
}

const fill = (path: string) =>
  path
    .replace('/jars/{id}', `/jars/${jar}`)
    .replace('{doc}', document)
    .replace('/schemas/{id}', '/schemas/default')
    .replace(/\{\w+\}|\*/g, 'x');

describe('the headers', () => {
  it('stand on the answers of every route, whoever asks', async () => {
    const routes = await getRoutes(server, alice);
    assert.ok(routes.length > 40, `${routes.length} routes`);
    for (const path of routes.map(fill)) {
      for (const headers of [{}, { 'x-session-token': alice.token }, { accept: 'text/html' }]) {
        const response = await fetch(server.url + path, { redirect: 'manual', headers });
        await response.arrayBuffer();
        checkHeaders(response.headers, path);
        assert.equal(response.headers.get('strict-transport-security'), null, 'http has none');
      }
    }
  });

  const errors: [what: string, path: string, init: RequestInit, status: number][] = [
    ['bad input', '/api/jars?limit=x', { headers: { 'x-session-token': alice.token } }, 400],
    ['an address that cannot be read', '/%zz', {}, 400],
    ['nobody', '/api/me', {}, 401],
    ['a foreign site', '/api/jars', { method: 'POST', headers: { cookie: cookieOf(bob), origin: foreign } }, 403],
    ['nothing there', '/nothing', {}, 404],
    ['a page that is not there', '/nothing', { headers: { accept: 'text/html' } }, 404],
    ['a method that is not there', '/api/me', { method: 'PUT' }, 404],
    ['a spent link', '/registration?setup=x', { headers: { accept: 'text/html' } }, 410],
    [
      'too much',
      '/self-service/login',
      { method: 'POST', body: 'x'.repeat(70_000), headers: { 'content-type': 'application/json' } },
      413,
    ],
    ['a parameter without end', `/api/jars/${'x'.repeat(300)}`, {}, 414],
    ['another type', '/self-service/login', { method: 'POST', body: 'x' }, 415],
    ['the other listener', '/admin', {}, 307],
  ];
  for (const [what, path, init, status] of errors) {
    it(`stand on the answer ${status} to ${what}`, async () => {
      const response = await fetch(server.url + path, { redirect: 'manual', ...init });
      await response.arrayBuffer();
      assert.equal(response.status, status);
      checkHeaders(response.headers, what);
    });
  }

  it('stand on answers of the admin listener', async () => {
    for (const path of ['/health/alive', '/version', '/nothing', '/sessions/whoami']) {
      const response = await fetch(server.adminUrl + path, { redirect: 'manual' });
      await response.arrayBuffer();
      checkHeaders(response.headers, path);
    }
  });

  it('ask for https for two years where we are on https, errors and pages included', async (t) => {
    const https = await startServer(t, {
      flags: { 'serve.public.base_url': 'https://honey.example', 'serve.trusted_proxies': ['127.0.0.1'] },
    });
    const local = `http://127.0.0.1:${https.app.config['serve.public.port']}`;
    for (const path of ['/login', '/api/me', '/nothing', '/%zz', '/console', '/health/alive', '/schemas', '/error']) {
      const response = await fetch(local + path, { redirect: 'manual', headers: { accept: 'text/html' } });
      await response.arrayBuffer();
      assert.equal(response.headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains', path);
    }
  });

  it('keep a document from being a page of ours', async () => {
    const { headers } = await alice.api(`/api/jars/${jar}/documents/${document}/content`);
    const policy = checkHeaders(headers, 'a document');
    assert.deepEqual(policy.get('sandbox'), []);
    assert.match(headers.get('content-disposition')!, /^attachment; /);
  });

  it('let only immutable files be kept', async () => {
    const { body } = await webClient(server).send('/console', { html: true });
    const assets = [...body.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
    assert.ok(assets.length > 0);
    for (const path of assets) {
      const response = await fetch(server.url + path);
      await response.arrayBuffer();
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      checkHeaders(response.headers, path);
    }
  });
});

describe('a page', () => {
  it('has a fresh nonce in every answer and no markup that it would forbid', async () => {
    const visitor = webClient(server);
    const login = await startFlow(visitor, 'login');
    const registration = await startFlow(visitor, 'registration');
    const settings = await startFlow(bob, 'settings');
    const pages: [string, WebClient][] = [
      [`/login?flow=${login.id}`, visitor],
      [`/registration?flow=${registration.id}`, visitor],
      [`/settings?flow=${settings.id}`, bob],
      ['/error', visitor],
      [`/error?id=security_csrf_violation.${crypto.randomUUID()}`, visitor],
      ['/registration?setup=x', visitor],
      ['/nothing', visitor],
      ['/console', visitor],
      ['/console/jars', visitor],
    ];
    const nonces: string[] = [];
    for (const [path, web] of pages) nonces.push(await page(path, web), await page(path, web));
    assert.equal(new Set(nonces).size, nonces.length);
  });

  it('lets its form end at the allowed foreign address of its flow, and only there', async () => {
    const visitor = webClient(server);
    const flow = await startFlow(visitor, 'login', `?return_to=${foreign}/honey/jar`);
    await page(`/login?flow=${flow.id}`, visitor, [foreign]);
    const settings = await startFlow(bob, 'settings', `?return_to=${foreign}/honey`);
    await page(`/settings?flow=${settings.id}`, bob, [foreign]);
    const own = await startFlow(visitor, 'login', '?return_to=/settings');
    await page(`/login?flow=${own.id}`, visitor);
  });

  it('lets its form end where the configuration leads everybody', async (t) => {
    const flags = { 'selfservice.default_browser_return_url': `${foreign}/home` };
    const led = await startServer(t, { flags });
    const visitor = webClient(led);
    const flow = await startFlow(visitor, 'login');
    await page(`/login?flow=${flow.id}`, visitor, [foreign]);
  });
});

function cookieOf({ cookies }: WebClient): string {
  return [...cookies].map((pair) => pair.join('=')).join('; ');
}
