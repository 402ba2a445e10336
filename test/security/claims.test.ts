import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { nodeValue, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser, startFlow, submitFlow, traitsOf, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');

describe('traits', () => {
  const traits = traitsOf('mallory');
  const cases: [what: string, traits: unknown][] = [
    ['a role', { ...traits, role: 'owner' }],
    ['roles', { ...traits, roles: ['owner'] }],
    ['verified', { ...traits, verified: true }],
    ['an id', { ...traits, id: alice.identityId }],
    ['a schema', { ...traits, schema_id: 'other' }],
    ['metadata', { ...traits, metadata_admin: {} }],
    ['a member in the name', { ...traits, name: { ...traits.name, role: 'owner' } }],
    ['__proto__', JSON.parse(`{"email":"mallory@example.com","name":{"first":"a","last":"b"},"__proto__":{"role":1}}`)],
    ['control characters', { ...traits, name: { first: 'a\u0007b', last: 'c' } }],
    ['a line break in the address', { ...traits, email: 'a@example.com\r\nbcc: b@example.com' }],
    ['an address without end', { ...traits, email: `${'a'.repeat(250)}@example.com` }],
    ['two addresses', { ...traits, email: 'a@example.com,b@example.com' }],
    ['an address as a list', { ...traits, email: ['a@example.com'] }],
    ['an address as an object', { ...traits, email: { value: 'a@example.com' } }],
    ['a name as a text', { ...traits, name: 'Mallory' }],
    ['nothing', null],
    ['a text', 'mallory'],
    ['a list', [traits]],
  ];
  for (const [what, wrong] of cases) {
    it(`with ${what} register nobody and change nobody`, async () => {
      const native = (await request(`${server.url}/self-service/registration/api`)).body;
      const refused = await request(native.ui.action, { body: { method: 'profile', traits: wrong } });
      assert.equal(refused.status, 400, JSON.stringify(refused.body));
      assert.equal(nodeValue(refused.body, 'passkey_create_data'), undefined, 'there is no second page');
      const skipped = await request(native.ui.action, {
        body: { method: 'passkey', traits: wrong, passkey_register: '{}' },
      });
      assert.equal(skipped.status, 400);

      const settings = (await alice.api('/self-service/settings/api')).body;
      const path = settings.ui.action.slice(server.url.length);
      assert.equal((await alice.api(path, { body: { method: 'profile', traits: wrong } })).status, 400);

      // The page has to show what was entered, whatever it was.
      const web = webClient(server);
      const flow = await startFlow(web, 'registration');
      await submitFlow(web, flow, { method: 'profile', traits: wrong });
      const page = await web.send(`/registration?flow=${flow.id}`, { html: true });
      assert.equal(page.status, 200);
    });
  }
  it('are the same as before', async () => {
    assert.deepEqual((await alice.api('/sessions/whoami')).body.identity.traits, traitsOf('alice'));
  });

  it('may hold HTML, which stays text on every page', async () => {
    const web = await registerInBrowser(server, 'eve');
    const name = { first: '<img src=x onerror=alert(1)>', last: '"><script>alert(1)</script>' };
    const flow = await startFlow(web, 'settings');
    const saved = await submitFlow(web, flow, { method: 'profile', traits: { ...traitsOf('eve'), name } });
    assert.equal(saved.status, 200);
    assert.deepEqual(saved.body.identity.traits.name, name);
    const page = await web.send(`/settings?flow=${flow.id}`, { html: true });
    assert.doesNotMatch(page.body, /<img src=x|"><script>alert/);
    assert.match(page.body, /&lt;img src=x/);
  });
});

describe('what a client says of itself', () => {
  it('is no proof: verification, methods and levels are the server’s to tell', async () => {
    const flow = (await request(`${server.url}/self-service/login/api`)).body;
    for (const body of [
      { user_verified: true },
      { method: 'passkey', user_verified: true },
      { method: 'passkey', passkey_login: JSON.stringify({ user_verified: true, id: 'x' }) },
      { method: 'biometric' },
      { authenticator_assurance_level: 'aal2', identity: alice.identityId },
    ]) {
      const answer = await request(flow.ui.action, { body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.session_token, undefined);
    }
  });

  it('is no password: that is refused in every flow and written down', async () => {
    const password = 'correct horse battery staple';
    const settings = (await alice.api('/self-service/settings/api')).body;
    const path = settings.ui.action.slice(server.url.length);
    assert.equal((await alice.api(path, { body: { method: 'password', password } })).status, 400);
    for (const kind of ['login', 'registration']) {
      const flow = (await request(`${server.url}/self-service/${kind}/api`)).body;
      const body = { method: 'password', identifier: alice.email, password, traits: traitsOf('x') };
      assert.equal((await request(flow.ui.action, { body })).status, 400);
      assert.ok(!flow.ui.nodes.some(({ group }: { group: string }) => group === 'password'));
    }
    server.clock.advance({ minutes: 1 });
    await server.app.audit.flush();
    const { events } = await server.app.audit.list({ limit: 100 });
    const seen = events.filter(({ reason }) => reason === 'no_method').map(({ type }) => type);
    assert.deepEqual([...new Set(seen)].sort(), ['request.refused', 'settings.failed']);
    assert.doesNotMatch(JSON.stringify(events), /correct horse/);
  });
});
