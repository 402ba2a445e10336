import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startServer } from '../support/server.ts';
import { registerInBrowser, signInBrowser, startFlow, submitFlow, traitsOf, webClient } from '../support/web-client.ts';

const allowed = 'https://app.example/honey';
const server = await startServer({ after }, { flags: { 'selfservice.allowed_return_urls': [allowed] } });
const alice = await registerInBrowser(server, 'alice');
const own = new URL(server.url);

const good: [asked: string, leads: string][] = [
  ['/settings', `${server.url}/settings`],
  ['settings?a=b#c', `${server.url}/settings?a=b#c`],
  [`${server.url}/settings`, `${server.url}/settings`],
  [`${server.url.toUpperCase()}/settings`, `${server.url}/settings`],
  [allowed, allowed],
  [`${allowed}/jar?x=https://evil.example`, `${allowed}/jar?x=https://evil.example`],
  [`${allowed}?x=1`, `${allowed}?x=1`],
  ['HTTPS://APP.EXAMPLE/honey/', `${allowed}/`],
  ['https://app.example:443/honey/', `${allowed}/`],
  ['/%2F/evil.example', `${server.url}/%2F/evil.example`],
  ['/console?next=//evil.example', `${server.url}/console?next=//evil.example`],
  // Odd, and what is sent on is the address that they come to.
  ['https://app。example/honey', allowed],
  ['http:', `${server.url}/console`],
  ['://', `${server.url}/://`],
];

const bad = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\u0001//evil.example',
  ' //evil.example',
  'http:\\\\evil.example',
  'http:/\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://app.example/honey',
  'view-source:https://app.example/honey',
  `http://localhost.evil.example:${own.port}/`,
  `http://evil.example:${own.port}/`,
  `http://localhost:${Number(own.port) + 1}/`,
  'http://localhost/',
  `https://localhost:${own.port}/`,
  `http://127.0.0.1:${own.port}/`,
  `http://localhost:${own.port}@evil.example/`,
  `http://evil.example@localhost:${own.port}/`,
  `http://user:password@localhost:${own.port}/`,
  `http://localhost:${own.port}.evil.example/`,
  `http://localhost%2eevil.example:${own.port}/`,
  `http://[::1]:${own.port}/`,
  'https://app.example',
  'https://app.example/',
  'https://app.example/honeypot',
  'https://app.example/HONEY',
  'https://app.example/honey/../evil',
  'https://app.example/honey/%2e%2e/evil',
  'https://app.example/honey/.%2E/evil',
  'https://app.example:8443/honey',
  'http://app.example/honey',
  'https://www.app.example/honey',
  'https://app.example.evil.example/honey',
  'https://evilapp.example/honey',
  'https://app.example@evil.example/honey',
  'https://evil.example/https://app.example/honey',
  'https://evil.example#https://app.example/honey',
  'https://evil.example?https://app.example/honey',
  'https://ａpp.example.evil/honey',
  'https://',
];

describe('a return address', () => {
  for (const [asked, leads] of good) {
    it(`leads there: ${asked}`, async () => {
      const query = `?return_to=${encodeURIComponent(asked)}`;
      const form = await signInBrowser(server, webClient(server), alice.authenticator, { query, html: true });
      assert.equal(form.status, 303);
      assert.equal(form.headers.get('location'), leads);
      const script = await signInBrowser(server, webClient(server), alice.authenticator, { query });
      assert.equal(script.body.continue_with[0].redirect_browser_to, leads);
    });
  }

  for (const asked of bad) {
    it(`is refused: ${JSON.stringify(asked)}`, async () => {
      const query = `?return_to=${encodeURIComponent(asked)}`;
      for (const [web, kind] of [
        [webClient(server), 'login'],
        [webClient(server), 'registration'],
        [alice, 'settings'],
      ] as const) {
        const script = await web.send(`/self-service/${kind}/browser${query}`);
        assert.equal(script.status, 400, JSON.stringify(script.body));
        assert.equal(script.body.error.id, 'self_service_flow_return_to_forbidden');
        const page = await web.send(`/self-service/${kind}/browser${query}`, { html: true });
        assert.ok(page.headers.get('location')!.startsWith(`${server.url}/error?id=`));
      }
      // Somebody who is signed in already would be sent there at once.
      const page = await alice.send(`/self-service/login/browser${query}`, { html: true });
      assert.ok(page.headers.get('location')!.startsWith(`${server.url}/error?id=`), page.headers.get('location')!);
      assert.equal((await alice.send(`/self-service/logout/browser${query}`)).status, 400);
      const { logout_token } = (await alice.send('/self-service/logout/browser')).body;
      const out = await alice.send(`/self-service/logout?token=${logout_token}&return_to=${encodeURIComponent(asked)}`);
      assert.equal(out.status, 400);
      assert.equal((await alice.send('/sessions/whoami')).status, 200, 'a refused logout changes nothing');
    });
  }

  it('is asked for once', async () => {
    const query = '?return_to=/settings&return_to=https://evil.example';
    for (const path of ['/self-service/login/browser', '/self-service/logout/browser', '/login']) {
      const { status, body } = await webClient(server).send(`${path}${query}`);
      assert.equal(status, 400);
      assert.match(JSON.stringify(body), path === '/login' ? /stands twice/ : /duplicate_parameter/);
    }
  });

  it('cannot be changed by what is submitted', async () => {
    const web = webClient(server);
    const flow = await startFlow(web, 'registration');
    const answer = await web.send(`${flow.ui.action}&return_to=https://evil.example`, {
      body: { method: 'profile', traits: traitsOf('bob'), return_to: 'https://evil.example', csrf_token: 'x' },
    });
    assert.equal(answer.status, 403);
    const seen = await submitFlow(web, flow, {
      method: 'profile',
      traits: traitsOf('bob'),
      return_to: 'https://evil.example',
    });
    assert.equal(seen.body.return_to, undefined);
  });

  it('of a page is kept on the way to its flow, and no other address is invented', async () => {
    const web = webClient(server);
    const { headers } = await web.send('/login?return_to=https%3A%2F%2Fevil.example', { html: true });
    assert.equal(headers.get('location'), '/self-service/login/browser?return_to=https%3A%2F%2Fevil.example');
    for (const path of ['//evil.example', '/\\evil.example', '//evil.example/login', '/console/..//evil.example']) {
      const response = await fetch(`${server.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } });
      await response.arrayBuffer();
      const location = new URL(response.headers.get('location') ?? '/', server.url);
      assert.equal(location.origin, own.origin, path);
    }
  });
});
