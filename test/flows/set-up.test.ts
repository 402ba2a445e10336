import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Answer, nodeValue, type Person, register, request, stepUp } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { registerInBrowser, startFlow, traitsOf, webClient } from '../support/web-client.ts';

const server = await startServer({ after }, { flags: { 'registration.mode': 'invite_only' } });
const api = (path: string) => request(`${server.url}${path}`);
const owners = () => server.app.access.peopleWithRole(server.app.store.read, 'owner');

/** Goes as far as the last submission, which is answered by the function that this answers. */
async function almost({ url }: TestServer, name: string, token: string): Promise<() => Promise<Answer>> {
  const traits = traitsOf(name);
  const first = (await request(`${url}/self-service/registration/api?setup=${token}`)).body;
  const second = (await request(first.ui.action, { body: { method: 'profile', traits } })).body;
  const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
  const key = createAuthenticator().register(credentialOptions.publicKey, url);
  const body = { method: 'passkey', traits, passkey_register: JSON.stringify(key) };
  return () => request(first.ui.action, { body });
}

/** A spent or unknown token. An address has ten of them a minute, so most tests look at one door. */
async function spent({ url }: Pick<TestServer, 'url'>, token: string): Promise<void> {
  const native = await request(`${url}/self-service/registration/api?setup=${encodeURIComponent(token)}`);
  assert.equal(native.status, 410, token);
  assert.equal(native.body.error.id, 'setup_spent');
}

describe('the set-up link', () => {
  it('is the only way in while registration is by invitation', async () => {
    for (const path of ['api', 'browser'].map((kind) => `/self-service/registration/${kind}`)) {
      for (const query of ['', '?setup=', '?setup']) {
        const { status, body } = await api(path + query);
        assert.equal(status, 400, path + query);
        assert.equal(body.error.id, 'self_service_flow_disabled');
      }
    }
    const twice = await api('/self-service/registration/api?setup=a&setup=b');
    assert.equal(twice.status, 400);
    assert.equal((await owners()).length, 0);
  });

  it('is refused at every door when it is none', async (t) => {
    const { url } = await startServer(t);
    for (const wrong of ['x', 'A'.repeat(43), '%00', '__proto__', "' OR 1=1 --"]) await spent({ url }, wrong);
    const web = webClient({ url });
    assert.equal((await web.send('/self-service/registration/browser?setup=wrong')).status, 410);
    for (const path of ['/self-service/registration/browser', '/registration']) {
      const page = await web.send(`${path}?setup=wrong-token`, { html: true });
      assert.equal(page.status, 410, path);
      assert.match(page.headers.get('content-type')!, /^text\/html/);
      assert.ok(!page.body.includes('wrong-token'));
    }
  });

  it('makes the first person the owner, of two that race exactly one', async () => {
    const token = await server.setupToken();
    const racers = await Promise.all(['alice', 'bob', 'mallory'].map((name) => almost(server, name, token)));
    const answers = await Promise.all(racers.map((finish) => finish()));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410]);
    for (const { status, body } of answers) if (status === 410) assert.equal(body.error.id, 'setup_spent');
    const winner = answers.find(({ status }) => status === 200)!;
    assert.deepEqual(await owners(), [winner.body.identity.id]);
    assert.equal(winner.body.session.authenticator_assurance_level, 'aal2');
    const { roles } = (
      await request(`${server.url}/api/me`, { headers: { 'x-session-token': winner.body.session_token } })
    ).body;
    assert.ok(roles.includes('owner'));
    for (const finish of racers) assert.ok((await finish()).status >= 400, 'nobody gets a second chance');
    assert.equal((await owners()).length, 1);
    await spent(server, token);

    const people = await server.app.store.read.selectFrom('identity').select('id').execute();
    assert.equal(people.length, 1, 'the losers did not become people');
  });

  it('is replaced by a newer one, whose flows end with it', async () => {
    const first = await server.setupToken();
    const finish = await almost(server, 'carol', first);
    const second = await server.setupToken();
    await spent(server, first);
    assert.equal((await finish()).status, 410);
    assert.equal((await api(`/self-service/registration/api?setup=${second}`)).status, 200);
  });

  it('leaves no trace of its token: not in the database, the audit chain, the flow or an address', async () => {
    const token = await server.setupToken();
    const flow = (await api(`/self-service/registration/api?setup=${token}&aal=x`)).body;
    assert.equal(flow.request_url, `${server.url}/self-service/registration/api?aal=x`);
    assert.ok(!JSON.stringify(flow).includes(token));
    const page = await webClient(server).send(`/self-service/registration/browser?setup=${token}`, { html: true });
    assert.ok(!page.headers.get('location')!.includes(token));
    await (await almost(server, 'dora', token))();
    assert.equal((await request(`${server.url}/self-service/registration/api?setup=${token}`)).status, 410);
    server.clock.advance({ minutes: 1 });
    await server.app.audit.flush();
    const { data } = server.app.config;
    const files = await readdir(data);
    assert.ok(files.includes('sting.db'));
    for (const file of files) {
      const bytes = await readFile(join(data, file));
      for (const form of [token, Buffer.from(token).toString('base64url'), Buffer.from(token, 'base64url')]) {
        assert.ok(!bytes.includes(form), `${file} holds the token`);
      }
    }
    const { events } = await server.app.audit.list({ limit: 100 });
    assert.ok(events.some(({ type, reason }) => type === 'request.refused' && reason === 'setup_spent'));
    const types = events.map(({ type }) => type);
    for (const type of ['setup.opened', 'setup.completed', 'role.assigned']) {
      assert.ok(types.includes(type as never), type);
    }
  });

  it('leads a browser to the backup codes', async () => {
    const token = await server.setupToken();
    const erin = await registerInBrowser(server, 'erin', { query: `?setup=${token}` });
    assert.deepEqual(erin.done.body.continue_with, [
      { action: 'redirect_browser_to', redirect_browser_to: `${server.url}/settings#lookup_secret` },
    ]);
    const late = await startFlow(webClient(server), 'registration', `?setup=${await server.setupToken()}`);
    assert.ok(late.id);
  });

  it('does not outlive the life of its flow', async () => {
    const token = await server.setupToken();
    const finish = await almost(server, 'frank', token);
    server.clock.advance({ minutes: 61 });
    const answer = await finish();
    assert.equal(answer.status, 400, 'a fresh flow would be an ordinary registration, which is closed');
    assert.equal(answer.body.error.id, 'self_service_flow_disabled');
    assert.equal(
      (await api(`/self-service/registration/api?setup=${token}`)).status,
      200,
      'the link itself is unspent',
    );
  });
});

describe('the link for an owner who is locked out', () => {
  it('adds a passkey to that owner, ends their sessions and leaves their traits alone', async () => {
    const owner = await register(server, 'gina', { setup: await server.setupToken() });
    const token = await server.app.flows.setup.issue(owner.identityId);
    const flow = (await api(`/self-service/registration/api?setup=${token}`)).body;
    const { credentialOptions } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    const key = createAuthenticator();
    const passkey_register = JSON.stringify(key.register(credentialOptions.publicKey, server.url));
    const body = { method: 'passkey', passkey_register, traits: traitsOf('mallory') };
    const done = await request(flow.ui.action, { body });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.identity.id, owner.identityId);
    assert.deepEqual(done.body.identity.traits, traitsOf('gina'));
    assert.equal((await owner.api('/sessions/whoami')).status, 401);
    await spent(server, token);
  });
});

describe('registration', () => {
  for (const flags of [
    { 'registration.mode': 'closed' },
    { 'selfservice.flows.registration.enabled': false },
  ] as const) {
    it(`is closed by ${Object.keys(flags)[0]}, but for the set-up link`, async (t) => {
      const closed = await startServer(t, { flags });
      const refused = await request(`${closed.url}/self-service/registration/api`);
      assert.equal(refused.status, 400);
      assert.equal(refused.body.error.id, 'self_service_flow_disabled');
      const page = await webClient(closed).send('/self-service/registration/browser', { html: true });
      assert.match(page.headers.get('location')!, /\/error\?id=self_service_flow_disabled\./);
      const login = await webClient(closed).send('/login', { html: true });
      assert.equal(login.status, 303);
      const owner: Person = await register(closed, 'alice', { setup: await closed.setupToken() });
      const jar = await owner.api('/api/jars', { body: { name: 'Honey' } });
      const refusal = await owner.api(`/api/jars/${jar.body.id}`, { method: 'DELETE' });
      const grant = await stepUp(closed, owner, refusal);
      const headers = { 'sting-step-up': grant! };
      assert.equal((await owner.api(`/api/jars/${jar.body.id}`, { method: 'DELETE', headers })).status, 204);
    });
  }
});
