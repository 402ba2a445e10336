import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator, type Overrides } from '../support/authenticator.ts';
import { countedReasons, lastReason, nativeFlow, refused, submitNative } from '../support/contract.ts';
import { nodeValue, type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { assertionFor, registerInBrowser, startFlow, submitFlow, traitsOf, webClient } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await register(server, 'bob');
const synced = await register(server, 'sally', { authenticator: createAuthenticator({ backupEligible: true }) });
const handleOf = ({ authenticator }: Person) => authenticator.credentials[0]!.userHandle;
const login = (flow: object, passkey_login: string) => submitNative(flow, { method: 'passkey', passkey_login });

describe('an assertion', () => {
  const cases: [what: string, who: Person, overrides: Overrides, message: number, reason: string][] = [
    ['with one bit of its signature changed', alice, { flipSignature: true }, 4000043, 'bad_signature'],
    ['for another site', alice, { clientData: { origin: 'https://evil.example' } }, 4000043, 'wrong_origin'],
    ['for another port', alice, { clientData: { origin: 'http://localhost:1' } }, 4000043, 'wrong_origin'],
    [
      'for our site over https',
      alice,
      { clientData: { origin: server.url.replace('http', 'https') } },
      4000043,
      'wrong_origin',
    ],
    [
      'for a site whose name ends as ours',
      alice,
      { clientData: { origin: server.url.replace('//', '//x.') } },
      4000043,
      'wrong_origin',
    ],
    [
      'for a site whose name begins as ours',
      alice,
      { clientData: { origin: `${server.url}.evil.example` } },
      4000043,
      'wrong_origin',
    ],
    ['for the origin null', alice, { clientData: { origin: 'null' } }, 4000043, 'wrong_origin'],
    ['for another relying party', alice, { rpId: 'evil.example' }, 4000043, 'wrong_rp_id'],
    ['from a foreign frame', alice, { clientData: { crossOrigin: true } }, 4000043, 'cross_origin'],
    ['below a foreign page', alice, { clientData: { topOrigin: 'https://evil.example' } }, 4000043, 'cross_origin'],
    ['of a registration', alice, { clientData: { type: 'webauthn.create' } }, 4000043, 'wrong_type'],
    ['without a person present', alice, { userPresent: false }, 4000043, 'user_not_present'],
    ['of a key that became synced', alice, { backupEligible: true }, 4000043, 'bad_backup_flags'],
    ['of a synced key that became bound', synced, { backupEligible: false }, 4000043, 'bad_backup_flags'],
    ['backed up without being able to', alice, { backupState: true }, 4000043, 'bad_backup_flags'],
    ["with somebody else's user handle", alice, { userHandle: handleOf(bob) }, 4000043, 'wrong_user_handle'],
    ['without a user handle', alice, { userHandle: null }, 4000043, 'wrong_user_handle'],
    [
      'to a challenge of its own',
      alice,
      { clientData: { challenge: Buffer.alloc(32).toString('base64url') } },
      4000043,
      'challenge_spent',
    ],
    ['to no challenge', alice, { clientData: { challenge: '' } }, 4000043, 'challenge_spent'],
  ];
  for (const [what, who, overrides, message, reason] of cases) {
    it(`${what} signs nobody in`, async () => {
      refused(await signIn(server, who, overrides), message);
      // Before its challenge is known to be ours an assertion is nobody's.
      if (reason === 'challenge_spent') assert.ok((await countedReasons(server)).includes(reason));
      else assert.equal(await lastReason(server, 'login.failed'), reason);
      assert.equal((await signIn(server, who)).status, 200, 'and locks nobody out');
    });
  }

  it('of a key that nobody registered is told apart only as the contract does', async () => {
    const stranger = createAuthenticator();
    const flow = await nativeFlow(server, 'registration/api');
    const second = (await submitNative(flow, { method: 'profile', traits: traitsOf('nobody') })).body;
    stranger.register(JSON.parse(nodeValue(second, 'passkey_create_data')).credentialOptions.publicKey, server.url);
    const answer = await signIn(server, { authenticator: stranger });
    refused(answer, 4000015);
    assert.doesNotMatch(JSON.stringify(answer.body), /@example\.com/);
  });

  it('is good once, in its own flow', async () => {
    const flow = await nativeFlow(server, 'login/api');
    const other = await nativeFlow(server, 'login/api');
    const passkey_login = assertionFor(flow, alice.authenticator, server.url);
    refused(await login(other, passkey_login), 4000043);
    refused(await login(flow, passkey_login), 4000043);
    assert.equal((await login(await nativeFlow(server, 'login/api'), passkey_login)).status, 400);

    const third = await nativeFlow(server, 'login/api');
    const good = assertionFor(third, alice.authenticator, server.url);
    const answers = await Promise.all([1, 2, 3, 4].map(() => login(third, good)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400, 400]);
  });

  it('to a challenge that is too old is refused', async () => {
    const person = await register(server, 'late');
    const flow = await nativeFlow(server, 'login/api');
    const passkey_login = assertionFor(flow, person.authenticator, server.url);
    server.clock.advance({ seconds: 301 });
    refused(await login(flow, passkey_login), 4000043);
    const again = (await request(`${server.url}/self-service/login/flows?id=${flow.id}`)).body;
    assert.equal((await login(again, assertionFor(again, person.authenticator, server.url))).status, 200);
  });

  it('to a challenge for another purpose or session is refused', async () => {
    const [first, second] = [await register(server, 'two'), (await signIn(server, alice)).body.session_token];
    const refresh = await nativeFlow(server, 'login/api?refresh=true', first);
    const signing = await nativeFlow(server, 'login/api');
    const stepUp = (await first.api('/api/step-up', { body: { operation: 'passkey.remove', parameters: { id: 'x' } } }))
      .body;
    const asLogin = JSON.stringify(first.authenticator.authenticate(stepUp.methods[0].publicKey, server.url));
    refused(await login(signing, asLogin), 4000043);
    const fresh = await nativeFlow(server, 'login/api');
    refused(await login(fresh, assertionFor(refresh, first.authenticator, server.url)), 4000043);

    const other = await request(refresh.ui.action, {
      body: { method: 'passkey', passkey_login: '{}' },
      headers: { 'x-session-token': second },
    });
    assert.equal(other.status, 403);
    assert.equal(other.body.error.id, 'security_identity_mismatch');

    const opened = (await first.api('/api/step-up', { body: { operation: 'passkey.remove', parameters: { id: 'x' } } }))
      .body;
    const login2 = await nativeFlow(server, 'login/api');
    const assertion = JSON.parse(assertionFor(login2, first.authenticator, server.url));
    const proven = await first.api(`/api/step-up/${opened.id}`, { body: { method: 'passkey', assertion } });
    assert.equal(proven.status, 401);
    assert.equal(proven.body.code, 'proof_refused');
  });

  it('of somebody else does not refresh a session', async () => {
    const flow = await nativeFlow(server, 'login/api?refresh=true', alice);
    const offered = JSON.parse(nodeValue(flow, 'passkey_challenge')).publicKey;
    assert.deepEqual(
      offered.allowCredentials.map(({ id }: { id: string }) => id),
      [alice.authenticator.credentials[0]!.id],
    );
    const { allowCredentials: _, ...anyKey } = offered;
    const passkey_login = JSON.stringify(bob.authenticator.authenticate(anyKey, server.url));
    refused(await submitNative(flow, { method: 'passkey', passkey_login }, alice), 4000015);
    assert.equal((await alice.api('/sessions/whoami')).body.identity.id, alice.identityId);
  });

  it('whose counter goes back is a copy: refused where it cannot be one, told where it can', async () => {
    const bound = await register(server, 'bound', { authenticator: createAuthenticator({ counter: 5 }) });
    assert.equal((await signIn(server, bound, { counter: 9 })).status, 200);
    refused(await signIn(server, bound, { counter: 9 }), 4000043);
    assert.equal(await lastReason(server, 'login.failed'), 'counter_regressed');
    refused(await signIn(server, bound, { counter: 0 }), 4000043);
    assert.equal((await signIn(server, bound, { counter: 10 })).status, 200);

    const copies = await register(server, 'copies', {
      authenticator: createAuthenticator({ counter: 5, backupEligible: true }),
    });
    assert.equal((await signIn(server, copies, { counter: 9 })).status, 200);
    assert.equal((await signIn(server, copies, { counter: 3 })).status, 200);
    const { events } = await server.app.audit.list({ type: 'passkey.counter_regressed', limit: 1 });
    assert.equal(events[0]?.actor, copies.identityId);
  });

  it('without user verification is one factor, and opens nothing that asks for two', async () => {
    const { body } = await signIn(server, alice, { userVerified: false });
    assert.equal(body.session.authenticator_assurance_level, 'aal1');
    const weak = { ...alice, token: body.session_token };
    const asWeak = (path: string, init: Parameters<Person['api']>[1] = {}) =>
      alice.api(path, { ...init, headers: { 'x-session-token': weak.token } });
    const { passkeys } = (await asWeak('/api/me/passkeys')).body;
    const jar = (await asWeak('/api/jars', { body: { name: 'Honey' } })).body.id;
    for (const [path, method] of [
      [`/api/me/passkeys/${passkeys[0].id}`, 'DELETE'],
      [`/api/me/passkeys/${passkeys[0].id}/suspend`, 'POST'],
      [`/api/jars/${jar}`, 'DELETE'],
    ] as const) {
      const answer = await asWeak(path, { method });
      assert.equal(answer.status, 403, path);
      assert.equal(answer.body.code, 'step_up_required');
      const { operation, resource, parameters } = answer.body;
      const opened = (await asWeak('/api/step-up', { body: { operation, resource, parameters } })).body;
      const { publicKey } = opened.methods[0];
      const assertion = alice.authenticator.authenticate(publicKey, server.url, { userVerified: false });
      const proven = await asWeak(`/api/step-up/${opened.id}`, { body: { method: 'passkey', assertion } });
      assert.equal(proven.body.grant, undefined);
      assert.ok(proven.status === 200 ? proven.body.needs : proven.status === 401);
      assert.equal((await asWeak(path, { method })).status, 403);
    }
    const flow = await nativeFlow(server, 'settings/api', weak);
    const change = await submitNative(flow, { lookup_secret_regenerate: true }, weak);
    assert.equal(change.body.error.id, 'session_refresh_required', 'somebody who can verify has to');
  });
});

describe('a browser flow', () => {
  it('shows what is wrong on its page and keeps the person outside', async () => {
    const web = webClient(server);
    const flow = await startFlow(web, 'login');
    const passkey_login = assertionFor(flow, alice.authenticator, server.url, { flipSignature: true });
    const answer = await submitFlow(web, flow, { method: 'passkey', passkey_login }, { html: true });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), `${server.url}/login?flow=${flow.id}`);
    assert.equal((await web.send('/sessions/whoami')).status, 401);
    const page = await web.send(`/login?flow=${flow.id}`, { html: true });
    assert.match(page.body, /role="alert"[^>]*>This passkey was not accepted/);
  });

  it('opened by an attacker does not sign its victim in as the attacker', async () => {
    const mallory = webClient(server);
    const flow = await startFlow(mallory, 'login');
    const passkey_login = assertionFor(flow, bob.authenticator, server.url);
    const victim = await registerInBrowser(server, 'victim');
    const csrf_token = nodeValue(flow, 'csrf_token');
    const answer = await victim.send(flow.ui.action, {
      form: { method: 'passkey', passkey_login, csrf_token },
      html: true,
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });
    assert.match(answer.headers.get('location')!, /\/error\?id=security_csrf_violation/);
    assert.equal((await victim.send('/sessions/whoami')).body.identity.id, victim.identityId);
  });
});
