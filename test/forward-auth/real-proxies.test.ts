import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { localOrigin } from '../../src/kernel/request.ts';
import { domainBrowser } from '../support/domain-browser.ts';
import { proof } from '../support/evidence.ts';
import { base, forwardName, member, sessionName } from '../support/forward-auth.ts';
import { type Echo, installed, type RealProxy, startProxied } from '../support/proxied.ts';

const rules = [
  { hosts: ['wiki.example.org'], paths: ['/vault'], level: 'aal2', max_age: '5m' },
  { hosts: ['wiki.example.org'], paths: ['/closed'], deny: true },
  { hosts: ['wiki.example.org'], paths: ['/audit'], roles: ['auditor'] },
  { hosts: ['wiki.example.org'] },
  { hosts: ['open.example.org'] },
];
const wiki = 'https://wiki.example.org';

for (const proxy of ['nginx', 'caddy'] as const) {
  const skip = installed(proxy) ? false : `${proxy} is not installed (Debian has it as a package)`;
  describe(`a real ${proxy} with the example of the guide`, { skip }, () => {
    if (skip === false) throughProxy(proxy);
  });
}

function throughProxy(proxy: RealProxy): void {
  const started = startProxied({ after }, proxy, rules);

  /** Somebody at a browser with a session at STING. */
  async function visitor(name: string, init: Parameters<typeof member>[2] = {}) {
    const { sting, port, reached } = await started;
    const who = await member(sting.app, `${name}-${proxy}`, init);
    const browser = domainBrowser(port);
    browser.keep('id.example.org', `${who.atSting}; Path=/; Secure; HttpOnly`);
    return { who, browser, sting, reached };
  }
  const echo = (body: string): Echo => JSON.parse(body);

  it('leads whoever has no session to the sign-in page', async () => {
    const { port, reached } = await started;
    const before = reached.length;
    const stops = await domainBrowser(port).open(`${wiki}/page?a=1&b=2`);
    assert.deepEqual(
      stops.map(({ url, status }) => [url.replace(/[?].*/, ''), status]),
      [
        [`${wiki}/page`, 303],
        [`${base}/auth/start`, 303],
        [`${base}/self-service/login/browser`, 303],
        [`${base}/login`, 200],
      ],
    );
    assert.match(stops[3]!.body, /passkey/i);
    assert.equal(reached.length, before, 'the application has seen nothing');
  });

  it('lets in who has one, and the application sees who it is and no cookie of STING', async () => {
    const { who, browser } = await visitor('alice', { traits: { name: { first: 'Zoë' } } });
    browser.keep('wiki.example.org', 'theme=dark');
    const stops = await browser.open(`${wiki}/page?a=1`);
    assert.deepEqual(
      stops.map(({ url, status }) => [url.replace(/[?].*/, ''), status]),
      [
        [`${wiki}/page`, 303],
        [`${base}/auth/start`, 303],
        [`${wiki}/page`, 200],
      ],
    );
    const { url, headers } = echo(stops[2]!.body);
    assert.equal(url, '/page?a=1');
    assert.equal(headers['cookie'], 'theme=dark');
    assert.equal(headers['sting-identity'], who.id);
    assert.equal(headers['sting-email'], `alice-${proxy}@example.org`);
    assert.equal(headers['sting-name'], 'Zo%C3%AB');
    assert.equal(headers['sting-level'], 'aal2');
    assert.ok(!headers['sting-roles']);
    assert.ok(!JSON.stringify(headers).includes('sting_fw_') && !JSON.stringify(headers).includes('ory_sc_'));
    // The session cookie has been to STING and to nobody else; the other one opens nothing there.
    const sent = Object.fromEntries(browser.jar.map(({ name, host, hostOnly }) => [name, { host, hostOnly }]));
    assert.deepEqual(sent[sessionName], { host: 'id.example.org', hostOnly: true });
    assert.deepEqual(sent[forwardName], { host: 'example.org', hostOnly: false });
    const again = await browser.get(`${wiki}/other`, { method: 'POST' });
    assert.equal(echo(again.body).method, 'POST');
    browser.jar.splice(
      browser.jar.findIndex(({ name }) => name === 'theme'),
      1,
    );
    assert.ok(!echo((await browser.get(`${wiki}/bare`)).body).headers['cookie']);
  });

  it('tells a script by the status alone', async () => {
    const { port } = await started;
    const script = { accept: '*/*', 'sec-fetch-mode': 'cors' };
    const nobody = await domainBrowser(port).get(`${wiki}/api`, { headers: script });
    assert.equal(nobody.status, 401);
    assert.equal(nobody.headers['location'], undefined);
    const { browser } = await visitor('bob', { evidence: [proof('password', { at: (await started).sting.clock() })] });
    await browser.open(`${wiki}/`);
    assert.equal((await browser.get(`${wiki}/vault`, { headers: script })).status, 403);
  });

  it('asks for more where the rule does, and lets in after it', async () => {
    const { who, browser, sting } = await visitor('carol');
    assert.equal((await browser.open(`${wiki}/vault`)).at(-1)!.status, 200);
    sting.clock.advance({ seconds: 301 });
    const key = { credentialId: 'k', backupEligible: true, uvInitialized: true, attested: false };
    const init = { identityId: who.id, type: 'passkey', identifier: `k-${proxy}`, name: 'Key', data: key } as const;
    await sting.app.store.write((tx) => sting.app.identities.addCredential(tx, init));
    const first = await browser.get(`${wiki}/vault`);
    assert.equal(first.headers['location'], `${base}/auth/start?rd=${encodeURIComponent(`${wiki}/vault`)}`);
    const second = await browser.get(String(first.headers['location']));
    assert.match(String(second.headers['location']), /\/self-service\/login\/browser\?refresh=true&return_to=/);
    const proven = [proof('passkey', { user_verified: true, at: sting.clock() })];
    const { token } = await sting.app.store.write((tx) =>
      sting.app.sessions.raise(tx, who.sessionId, proven, localOrigin),
    );
    assert.equal((await browser.get(`${wiki}/vault`)).status, 303, 'the cookie from before gains nothing');
    browser.keep('id.example.org', `${sessionName}=${token}`);
    assert.equal((await browser.open(`${wiki}/vault`)).at(-1)!.status, 200);
  });

  it('refuses at the next request when the session has ended', async () => {
    const { who, browser, sting } = await visitor('dave');
    await browser.open(`${wiki}/`);
    assert.equal((await browser.get(`${wiki}/`)).status, 200);
    await sting.app.store.write((tx) => sting.app.sessions.revoke(tx, who.id, who.sessionId));
    assert.equal((await browser.get(`${wiki}/`)).status, 303);
  });

  it('keeps out who may not, and is fooled by no address', async () => {
    const { browser, reached } = await visitor('erin');
    await browser.open(`${wiki}/`);
    const before = reached.length;
    const tricks = [
      '/closed',
      '/closed/',
      '/closed?x',
      '/%63losed',
      '/CLOSED',
      '//closed',
      '/./closed',
      '/a/../closed',
      '/a/%2e%2e/closed',
      '/a/..%2fclosed',
      '/a%2f..%2fclosed',
      '/a/..;/closed',
      '/;x/closed',
      '/a%252f..%252fclosed',
      '/closed%00',
      '/closed%2f',
      '/closed;x',
      '/closed.',
      '/closed%20',
      '/a#/../closed',
      '/audit',
    ];
    for (const path of tricks) {
      const { status } = await browser.get(`${wiki}${path}`);
      assert.ok(status >= 400, `${path}: ${status}`);
    }
    assert.deepEqual(reached.slice(before), [], 'the application has seen nothing');
  });

  it('is fooled by no header', async () => {
    const { browser, reached } = await visitor('frank');
    await browser.open(`${wiki}/`);
    const before = reached.length;
    const lies: Record<string, string>[] = [
      { 'x-original-url': 'https://open.example.org/', 'x-original-method': 'GET' },
      { 'x-forwarded-host': 'open.example.org', 'x-forwarded-uri': '/', 'x-forwarded-proto': 'https' },
      { 'x-rewrite-url': '/', 'x-original-uri': '/' },
      { 'x-http-method-override': 'GET' },
      { connection: 'x-original-url, x-forwarded-uri, x-forwarded-host, cookie' },
    ];
    for (const headers of lies) {
      const { status } = await browser.get(`${wiki}/closed`, { headers });
      assert.ok(status >= 400 || status === 303, `${JSON.stringify(headers)}: ${status}`);
    }
    assert.equal(reached.length, before);
    for (const headers of [{ 'sting-identity': 'admin' }, { Sting_Identity: 'admin' }, { 'sting-roles': 'owner' }]) {
      const { status, body } = await browser.get(`${wiki}/page`, { headers });
      // nginx drops names with underscores by itself.
      if (status === 200) assert.ok(!JSON.stringify(echo(body).headers).includes('admin'));
      else assert.equal(status, 403);
    }
  });

  it('has no host but those of its servers', async () => {
    const { browser, reached } = await visitor('grace');
    await browser.open(`${wiki}/`);
    const before = reached.length;
    for (const host of [
      'open.example.org',
      'evil.example',
      'wiki.example.org.evil.example',
      'wiki.example.org@evil.example',
    ]) {
      const answer = await browser.get(`${wiki}/`, { host }).catch((error: Error) => error);
      assert.ok(answer instanceof Error || answer.status !== 200 || answer.body === '', host);
    }
    assert.equal(reached.length, before);
  });

  it('does not ask for visitors: they cannot reach /auth/verify', async () => {
    const { browser } = await visitor('heidi');
    await browser.open(`${wiki}/`);
    for (const path of ['/auth/verify', '/auth/verify/', '//auth/verify', '/auth%2fverify', '/x/../auth/verify']) {
      const headers = { 'x-original-url': `${wiki}/`, 'x-original-method': 'GET' };
      const { status, headers: answered } = await browser.get(`${base}${path}`, { headers });
      assert.equal(status, 404, path);
      assert.equal(answered['sting-identity'], undefined);
    }
  });

  it('opens a WebSocket for a page of the application, and for no other', async () => {
    const { browser } = await visitor('ivan');
    await browser.open(`${wiki}/`);
    const upgrade = (origin: string) => ({
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-fetch-mode': 'websocket',
      origin,
    });
    assert.equal((await browser.get(`${wiki}/socket`, { headers: upgrade(wiki) })).status, 101);
    assert.equal((await browser.get(`${wiki}/socket`, { headers: upgrade('https://evil.example') })).status, 403);
    const { port } = await started;
    assert.equal((await domainBrowser(port).get(`${wiki}/socket`, { headers: upgrade(wiki) })).status, 401);
  });

  it('refuses when STING does not answer', async (t) => {
    const other = await startProxied(t, proxy, [{ hosts: ['wiki.example.org'] }], { away: true });
    assert.ok((await domainBrowser(other.port).get(`${wiki}/`)).status >= 500);
    assert.deepEqual(other.reached, []);
  });
}
