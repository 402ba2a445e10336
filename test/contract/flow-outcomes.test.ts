import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { check } from '../support/contract.ts';
import { register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import {
  assertionFor,
  registerInBrowser,
  signInBrowser,
  startFlow,
  submitFlow,
  traitsOf,
  webClient,
} from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await registerInBrowser(server, 'alice');
const carol = await register(server, 'carol');
const nobody = () => webClient(server);
const api = (path: string, init: Parameters<typeof request>[1] = {}) => request(`${server.url}${path}`, init);
const pathOf = (flow: { ui: { action: string } }) => flow.ui.action.slice(server.url.length);

describe('what succeeds', () => {
  it('registers as a script: a cookie, the session, where to go', async () => {
    const { done, ...dora } = await registerInBrowser(server, 'dora', { query: '?return_to=/settings' });
    assert.deepEqual(Object.keys(done.body).sort(), ['continue_with', 'identity', 'session']);
    assert.deepEqual(done.body.continue_with, [
      { action: 'redirect_browser_to', redirect_browser_to: `${server.url}/settings` },
    ]);
    assert.equal(done.body.session.identity.id, dora.identityId);
    assert.ok(dora.cookies.get('ory_kratos_session'));
  });

  it('registers by form: a cookie and a redirect', async () => {
    const { done } = await registerInBrowser(server, 'emil', { html: true });
    assert.equal(done.headers.get('location'), `${server.url}/console`);
  });

  it('signs in as a script, by form and natively', async () => {
    const script = await signInBrowser(server, nobody(), alice.authenticator);
    assert.deepEqual(Object.keys(script.body).sort(), ['continue_with', 'session']);
    assert.equal(script.body.continue_with[0].action, 'redirect_browser_to');
    const form = await signInBrowser(server, nobody(), alice.authenticator, {
      html: true,
      query: '?return_to=/settings',
    });
    assert.equal(form.status, 303);
    assert.equal(form.headers.get('location'), `${server.url}/settings`);
    const flow = (await api('/self-service/login/api')).body;
    const passkey_login = assertionFor(flow, carol.authenticator, server.url);
    const native = await api(pathOf(flow), { body: { method: 'passkey', passkey_login } });
    assert.deepEqual(Object.keys(native.body).sort(), ['continue_with', 'session', 'session_token']);
    assert.equal(native.body.continue_with, null);
    assert.equal(native.headers.get('set-cookie'), null);
  });

  it('saves settings: the flow with its success, and a redirect for a form', async () => {
    const flow = await startFlow(alice, 'settings');
    const traits = { ...traitsOf('alice'), name: { first: 'Alice', last: 'Liddell' } };
    const saved = await submitFlow(alice, flow, { method: 'profile', traits });
    assert.equal(saved.status, 200);
    assert.equal(saved.body.state, 'success');
    assert.equal(saved.body.ui.messages[0].id, 1050001);
    assert.equal(saved.body.identity.traits.name.last, 'Liddell');
    const again = await submitFlow(alice, saved.body, { method: 'profile', traits }, { html: true });
    assert.equal(again.status, 303);
    assert.equal(again.headers.get('location'), `${server.url}/settings?flow=${flow.id}`);
    const elsewhere = await startFlow(alice, 'settings', '?return_to=/console');
    const left = await submitFlow(alice, elsewhere, { method: 'profile', traits }, { html: true });
    assert.equal(left.headers.get('location'), `${server.url}/console`);
  });

  it('takes a login and a registration once', async () => {
    const web = nobody();
    const flow = await startFlow(web, 'login');
    const passkey_login = assertionFor(flow, alice.authenticator, server.url);
    const twice = await Promise.all([1, 2].map(() => submitFlow(web, flow, { method: 'passkey', passkey_login })));
    assert.deepEqual(twice.map(({ status }) => status).sort(), [200, 400]);
    const native = (await api('/self-service/login/api')).body;
    const body = { method: 'passkey', passkey_login: assertionFor(native, carol.authenticator, server.url) };
    check(await api(pathOf(native), { body }), { status: 200 });
    check(await api(pathOf(native), { body }), { status: 400, message: 4010007 });
  });
});

describe('what took too long', () => {
  it('asks a stale session for a fresh proof before a change of sign-in methods', async () => {
    const web = await registerInBrowser(server, 'frank');
    const native = await register(server, 'gina');
    server.clock.advance({ seconds: 301 });
    const values = { lookup_secret_regenerate: 'true' };
    const flow = await startFlow(web, 'settings');
    const refused = await submitFlow(web, flow, values);
    check(refused, { status: 403, id: 'session_refresh_required' });
    const login = new URL(refused.body.redirect_browser_to);
    assert.equal(login.pathname, '/self-service/login/browser');
    assert.deepEqual(Object.fromEntries(login.searchParams), {
      refresh: 'true',
      return_to: `${server.url}/self-service/settings?flow=${flow.id}`,
    });
    check(await submitFlow(web, flow, values, { html: true }), {
      status: 303,
      location: /\/login\/browser\?refresh=true/,
    });
    const theirs = (await native.api('/self-service/settings/api')).body;
    check(await native.api(pathOf(theirs), { body: values }), { status: 403, id: 'session_refresh_required' });

    const fresh = await signInBrowser(server, web, web.authenticator, { query: login.search });
    assert.equal(
      fresh.body.continue_with[0].redirect_browser_to,
      `${server.url}/self-service/settings?flow=${flow.id}`,
    );
    check(await submitFlow(web, flow, values), { status: 200 });
  });

  it('begins anew', async () => {
    const web = nobody();
    const started = [await startFlow(web, 'login'), await startFlow(web, 'login', '?return_to=/settings')];
    const native = (await api('/self-service/registration/api')).body;
    server.clock.advance({ minutes: 61 });
    for (const flow of started) {
      const read = await web.send(`/self-service/login/flows?id=${flow.id}`);
      check(read, { status: 410, id: 'self_service_flow_expired' });
      assert.equal(read.body.error.details.redirect_to, `${server.url}/self-service/login/browser`);
      const submitted = await submitFlow(web, flow, {});
      check(submitted, { status: 410, id: 'self_service_flow_expired' });
      const { body: anew } = await web.send(`/self-service/login/flows?id=${submitted.body.use_flow_id}`);
      assert.equal(anew.return_to, flow.return_to);
      assert.equal(submitted.body.since, 60 * 1e9);
      const form = await submitFlow(web, flow, {}, { html: true });
      check(form, { status: 303, location: /\/login\?flow=[0-9a-f-]{36}$/ });
      assert.ok(!form.headers.get('location')!.endsWith(flow.id));
    }
    const submitted = await api(pathOf(native), { body: {} });
    check(submitted, { status: 410, id: 'self_service_flow_expired' });
    const { use_flow_id } = submitted.body;
    assert.equal((await api(`/self-service/registration/flows?id=${use_flow_id}`)).body.type, 'api');
    const read = await api(`/self-service/registration/flows?id=${native.id}`);
    assert.equal(read.body.error.details.api, `${server.url}/self-service/registration/api`);
  });
});
