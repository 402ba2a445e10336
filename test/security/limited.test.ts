import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addPasskey, type signedIn, signInByCode, signedIn as signInSomebody } from '../support/accounts.ts';
import { createAuthenticator, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { told } from '../support/observed.ts';
import { type Answer, nodeValue, request } from '../support/people.ts';
import { type Visitor, visitor } from '../support/visitor.ts';
import { assertionFor } from '../support/web-client.ts';

const { server, box } = await startMailingServer({ after });
const traits = (email: string) => ({ email, name: { first: 'A', last: 'B' } });

let alice: Awaited<ReturnType<typeof signedIn>>;
const keys: SoftwareAuthenticator[] = [createAuthenticator(), createAuthenticator()];
let jar: string;
let credential: string;
let operations: { method: string; path: string }[];

/** What belongs to alice: a recovered session that waits for its second proof must not be shown any of it. */
const secrets = () => [alice.account.id, alice.account.email, jar, credential, 'Royal jelly'];

async function recovered(variant: 'native' | 'spa'): Promise<Visitor> {
  const who = visitor(server, variant);
  const { email } = alice.account;
  server.clock.advance({ minutes: 61 });
  const { flow } = await who.submit(await who.start('recovery'), { method: 'code', email });
  await who.submit(flow, { method: 'code', code: await box.code(email) });
  return who;
}

const headersOf = ({ variant, token, web }: Visitor): Record<string, string> =>
  variant === 'native'
    ? { ...(token ? { 'x-session-token': token } : {}) }
    : { cookie: [...web.cookies].map((pair) => pair.join('=')).join('; '), origin: server.url };

before(async () => {
  alice = await signInSomebody(server, box, 'alice', 'native');
  for (const key of keys) await addPasskey(alice, server.url, key);
  const headers = { 'x-session-token': alice.token! };
  jar = (await request(`${server.url}/api/jars`, { body: { name: 'Royal jelly' }, headers })).body.id;
  credential = (await request(`${server.url}/api/me/passkeys`, { headers })).body.passkeys[0].id;
  operations = (await request(`${server.url}/api/operations`, { headers })).body.operations;
  assert.ok(jar && credential);
});

describe('a recovered session that waits for its second proof', () => {
  for (const variant of ['native', 'spa'] as const) {
    it(`is nobody on every route: ${variant}`, async () => {
      const limited = headersOf(await recovered(variant));
      const stranger = visitor(server, variant);
      await stranger.start('login');
      const asNobody = headersOf(stranger);
      let asked = 0;
      for (const { method, path } of operations) {
        // What it is for: the second proof, and signing out.
        if (/^\/self-service\/(login|logout)/.test(path) || path === '/login') continue;
        const target = path
          .replace(/\/jars\/\{id\}/, `/jars/${jar}`)
          .replace(/\/passkeys\/\{id\}/, `/passkeys/${credential}`)
          .replace(/\{\w+\}|\*/g, alice.account.id);
        const send = (headers: Record<string, string>): Promise<Answer> =>
          request(`${server.url}${target}`, {
            method,
            headers: { ...headers, ...(path.startsWith('/api') ? {} : { accept: 'application/json' }) },
            ...(method === 'GET' || method === 'DELETE' ? {} : { body: { name: 'mine', method: 'profile' } }),
          });
        const answer = await send(limited);
        const text = JSON.stringify([answer.body, [...answer.headers]]);
        for (const secret of secrets()) {
          // A path that is not there may be repeated.
          if (target.includes(secret)) continue;
          assert.ok(!text.includes(secret), `${method} ${path} tells ${secret}: ${text.slice(0, 300)}`);
        }
        if (answer.status < 400) {
          const anybody = await send(asNobody);
          assert.equal(told(answer, 'nobody@example.com'), told(anybody, 'nobody@example.com'), `${method} ${path}`);
        }
        asked += 1;
      }
      assert.ok(asked > 60, `${asked}`);
      assert.equal((await request(`${server.url}/sessions/whoami`, { headers: limited })).status, 403);
      const kept = await server.app.identities.credentials(server.app.store.read, alice.account.id);
      assert.equal(kept.filter(({ status }) => status === 'active').length, 2);
    });

    it(`cannot start or submit any flow but the one for its second proof: ${variant}`, async () => {
      const who = await recovered(variant);
      for (const kind of ['settings'] as const) assert.ok((await who.open(kind)).status >= 400);
      for (const query of [{}, { refresh: 'true' }, { aal: 'aal1' }, { refresh: 'true', aal: 'aal1' }]) {
        const flow = (await who.open('login', query as Record<string, string>)).flow;
        assert.equal(flow.requested_aal, 'aal2', JSON.stringify(query));
        // The mailbox has been shown already.
        const again = await who.submit(flow, { method: 'code', identifier: alice.account.email });
        assert.ok(again.status >= 400 && !again.body.session, JSON.stringify(again.body).slice(0, 200));
      }
      assert.equal((await who.whoami()).status, 403);
    });
  }

  it('opens with a passkey, and its token of before stays closed', async () => {
    const who = await recovered('native');
    const old = { 'x-session-token': who.token! };
    const flow = await who.start('login', { aal: 'aal2' });
    const passkey_login = assertionFor(flow, keys[1]!, server.url);
    const opened = await who.submit(flow, { method: 'passkey', passkey_login });
    assert.equal(opened.status, 200, JSON.stringify(opened.body).slice(0, 300));
    assert.equal((await who.whoami()).status, 200);
    for (const path of ['/sessions/whoami', '/api/me', '/sessions', '/api/jars', `/api/jars/${jar}`]) {
      const answer = await request(`${server.url}${path}`, { headers: old });
      assert.ok(answer.status >= 400, `${path}: ${answer.status}`);
    }
  });

  it('is not opened by a proof that belongs to somebody else', async () => {
    const mallory = await signInSomebody(server, box, 'mallory', 'native');
    const foreign = await addPasskey(mallory, server.url, createAuthenticator());
    const who = await recovered('native');
    const flow = await who.start('login', { aal: 'aal2' });
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_challenge'));
    const passkey_login = JSON.stringify(
      foreign.authenticate({ ...publicKey, allowCredentials: undefined }, server.url),
    );
    assert.ok((await who.submit(flow, { method: 'passkey', passkey_login })).status >= 400);
    assert.equal((await who.whoami()).status, 403);
  });

  it('cannot register or recover its way out, and ends like any other', async () => {
    const who = await recovered('native');
    const registration = await who.start('registration');
    await who.submit(registration, { method: 'profile', traits: traits(alice.account.email) });
    assert.equal((await who.whoami()).status, 403);
    const ended = await request(`${server.url}/self-service/logout/api`, {
      method: 'DELETE',
      body: { session_token: who.token },
    });
    assert.equal(ended.status, 204);
    assert.equal((await who.whoami()).status, 401);
    server.clock.advance({ minutes: 61 });
    await signInByCode(visitor(server, 'native'), alice.account.email, box);
  });
});
