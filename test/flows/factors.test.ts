import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signInByCode } from '../support/accounts.ts';
import { createAuthenticator, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { appCode } from '../support/authenticator-app.ts';
import { problem } from '../support/contract.ts';
import { printedMail } from '../support/mailbox.ts';
import { type Answer, nodeValue } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Flow, shown, visitor } from '../support/visitor.ts';
import { registerInBrowser, startFlow, submitFlow, type WebClient, webClient } from '../support/web-client.ts';

const everything = {
  'selfservice.methods.webauthn.enabled': true,
  'selfservice.methods.password.enabled': true,
};
const server = await startServer({ after }, { flags: everything });
const password = 'wide amber heather 41';
const withoutPin = () => createAuthenticator({ userVerified: false, counter: 1 });

async function addKey(on: TestServer, web: WebClient, key: SoftwareAuthenticator, name: string): Promise<Answer> {
  const flow = await startFlow(web, 'settings');
  const { publicKey } = JSON.parse(nodeValue(flow, 'webauthn_register_trigger'));
  const webauthn_register = JSON.stringify(key.register(publicKey, on.url));
  return submitFlow(web, flow, { method: 'webauthn', webauthn_register, webauthn_register_displayname: name });
}

async function addApp(web: WebClient): Promise<void> {
  const flow = await startFlow(web, 'settings');
  const node = flow.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'totp_secret_key');
  const { secret } = node.attributes.text.context;
  const done = await submitFlow(web, flow, { method: 'totp', totp_code: appCode(secret, server.clock()) });
  assert.equal(done.status, 200, JSON.stringify(done.body));
}

async function makeBackupCodes(web: WebClient): Promise<string[]> {
  const flow = await startFlow(web, 'settings');
  const { body } = await submitFlow(web, flow, { method: 'lookup_secret', lookup_secret_regenerate: true });
  const codes = body.ui.nodes.find(({ attributes }: Flow) => attributes.id === 'lookup_secret_codes');
  await submitFlow(web, flow, { method: 'lookup_secret', lookup_secret_confirm: true });
  return codes.attributes.text.context.secrets.map(({ context }: Flow) => context.secret);
}

const setPassword = async (web: WebClient) =>
  submitFlow(web, await startFlow(web, 'settings'), { method: 'password', password });
const factors = async (web: WebClient): Promise<Flow[]> => (await web.send('/api/me/factors')).body.factors;
const pageOf = async (web: WebClient): Promise<string> => {
  const started = await web.send('/settings', { html: true });
  const led = await web.send(started.headers.get('location')!, { html: true });
  return (await web.send(led.headers.get('location')!, { html: true })).body;
};

describe('the factors of a person', async () => {
  const alice = await registerInBrowser(server, 'alice');
  await addKey(server, alice, withoutPin(), 'Blue key');
  await addApp(alice);
  await setPassword(alice);
  const [code] = await makeBackupCodes(alice);

  it('are listed with name, strength, and since when', async () => {
    const rows = (await factors(alice)).map(({ type, name, strength, status }) => [type, name, strength, status]);
    assert.deepEqual(rows.toSorted(), [
      ['code', 'alice@example.com', 'aal1', 'active'],
      ['lookup_secret', 'Backup codes', 'aal1', 'active'],
      ['passkey', 'Passkey', 'aal2', 'active'],
      ['password', 'Password', 'aal1', 'active'],
      ['totp', 'Authenticator app', 'aal1', 'active'],
      ['webauthn', 'Blue key', 'aal1', 'active'],
    ]);
    const now = new Date(server.clock()).toISOString();
    for (const { type, added_at } of await factors(alice)) {
      assert.ok(added_at !== null && Date.parse(added_at) <= Date.parse(now), type);
    }
  });

  it('say when each was last used', async () => {
    server.clock.advance({ minutes: 2 });
    const flow = await startFlow(alice, 'login', '?refresh=true&aal=aal2');
    const done = await submitFlow(alice, flow, { method: 'lookup_secret', lookup_secret: code });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const used = Object.fromEntries((await factors(alice)).map(({ type, last_used_at }) => [type, last_used_at]));
    assert.equal(Date.parse(used['lookup_secret']), server.clock());
    assert.equal(used['webauthn'], null);
  });

  it('are the same on the page', async () => {
    const page = await pageOf(alice);
    for (const words of [
      'Blue key',
      'alice@example.com',
      'Codes left: 9',
      'Your authenticator app is set up',
      'name="password"',
    ]) {
      assert.ok(page.includes(words), words);
    }
    for (const { id, type } of await factors(alice)) {
      if (type === 'passkey' || type === 'webauthn') assert.ok(page.includes(`data-rename="${id}"`), type);
    }
  });

  it('are renamed: passkeys and security keys, with an event and a notice', async () => {
    for (const [type, event] of [
      ['passkey', 'passkey.renamed'],
      ['webauthn', 'security_key.renamed'],
    ] as const) {
      const { id } = (await factors(alice)).find((factor) => factor.type === type);
      const renamed = await alice.send(`/api/me/passkeys/${id}`, { method: 'PATCH', body: { name: ` My ${type} ` } });
      assert.deepEqual([renamed.status, renamed.body.name], [200, `My ${type}`]);
      assert.ok((await pageOf(alice)).includes(`My ${type}`));
      const [written] = (await server.app.audit.list({ type: event, limit: 1 })).events;
      assert.equal(written!.actor, alice.identityId);
    }
    assert.match((await printedMail(server).letters('alice@example.com')).at(-1)!.subject, /renamed/);
  });

  for (const [what, name] of [
    ['none', ''],
    ['spaces', '   '],
    ['too long', 'x'.repeat(101)],
    ['a line end', 'a\nb'],
    ['a NUL', 'a\u0000b'],
    ['another direction', 'a\u202eb'],
  ] as const) {
    it(`take no name such as ${what}`, async () => {
      for (const { id, type } of await factors(alice)) {
        if (type !== 'passkey' && type !== 'webauthn') continue;
        const refused = await alice.send(`/api/me/passkeys/${id}`, { method: 'PATCH', body: { name } });
        assert.equal(refused.status, 400, type);
      }
    });
  }

  it('are nobody else’s: neither seen nor renamed', async () => {
    const bob = await registerInBrowser(server, 'bob');
    const { id } = (await factors(alice)).find(({ type }) => type === 'webauthn');
    problem(await bob.send(`/api/me/passkeys/${id}`, { method: 'PATCH', body: { name: 'Mine' } }), 404, 'not_found');
    assert.deepEqual(
      (await factors(bob)).map(({ type }) => type),
      ['passkey', 'code'],
    );
  });
});

describe('after a sign-in with a backup code', () => {
  it('the next page is the account, which urges to look after the other proofs', async () => {
    const cleo = await registerInBrowser(server, 'cleo');
    const [code, second] = await makeBackupCodes(cleo);
    await setPassword(cleo);
    const web = webClient(server);
    const first = await startFlow(web, 'login');
    await submitFlow(web, first, { method: 'password', identifier: 'cleo@example.com', password });
    assert.doesNotMatch(await pageOf(web), /You signed in with a backup code/);
    const flow = await startFlow(web, 'login', '?aal=aal2');
    const done = await submitFlow(web, flow, { method: 'lookup_secret', lookup_secret: code }, { html: true });
    assert.deepEqual([done.status, done.headers.get('location')], [303, `${server.url}/settings#lookup_secret`]);
    assert.match(await pageOf(web), /id="lookup_secret".*You signed in with a backup code/s);
    assert.match((await printedMail(server).letters('cleo@example.com')).at(-1)!.subject, /backup code/i);

    const target = `${server.url}/console/jars`;
    const asked = `?refresh=true&aal=aal2&return_to=${encodeURIComponent(target)}`;
    const again = await startFlow(web, 'login', asked);
    const back = await submitFlow(web, again, { method: 'lookup_secret', lookup_secret: second }, { html: true });
    assert.equal(back.headers.get('location'), target, 'whoever was on the way somewhere goes there');
  });
});

describe('the last way in', async () => {
  const keysOpen = await startServer(
    { after },
    { flags: { ...everything, 'selfservice.methods.webauthn.config.passwordless': true } },
  );

  /** Tries to remove the key by both doors; answers what came of it. */
  async function removals(web: WebClient, type: 'passkey' | 'webauthn') {
    const { id } = (await factors(web)).find((factor) => factor.type === type);
    const suspended = await web.send(`/api/me/passkeys/${id}/suspend`, { method: 'POST' });
    const removed = await web.send(`/api/me/passkeys/${id}`, { method: 'DELETE' });
    return { suspended, removed };
  }

  it('is a passkey: neither removed nor suspended', async () => {
    const dora = await registerInBrowser(server, 'dora');
    const { suspended, removed } = await removals(dora, 'passkey');
    problem(suspended, 409, 'last_way_in');
    problem(removed, 409, 'last_way_in');
    const flow = await startFlow(dora, 'settings');
    const passkey_remove = nodeValue(flow, 'passkey_remove');
    const refused = await submitFlow(dora, flow, { method: 'passkey', passkey_remove });
    assert.deepEqual([refused.status, shown(refused.body)], [400, [4000001]]);
    assert.match(await pageOf(dora), /Beside codes by e-mail you have only one way to sign in/);
  });

  it('is a passkey beside backup codes, an app and a key that only confirms', async () => {
    const evan = await registerInBrowser(server, 'evan');
    await addKey(server, evan, withoutPin(), 'Key');
    await addApp(evan);
    await makeBackupCodes(evan);
    problem((await removals(evan, 'passkey')).removed, 409, 'last_way_in');
    assert.equal((await removals(evan, 'webauthn')).removed.status, 204);
  });

  it('is not a key that only confirms, even where a code by mail is all that opens a session', async () => {
    const { email } = await account(server, 'finn');
    const who = visitor(server, 'spa');
    await signInByCode(who, email, printedMail(server));
    assert.equal((await addKey(server, who.web, createAuthenticator({ counter: 1 }), 'Key')).status, 200);
    assert.doesNotMatch(await pageOf(who.web), /This is your last way to sign in|Without it only codes/);
    assert.equal((await removals(who.web, 'webauthn')).removed.status, 204);
  });

  it('is not a passkey beside a password, nor beside a key that opens sessions', async () => {
    const gwen = await registerInBrowser(server, 'gwen');
    await setPassword(gwen);
    problem((await removals(gwen, 'passkey')).removed, 403, 'proven_by_itself');
    const login = await startFlow(gwen, 'login', '?refresh=true');
    const done = await submitFlow(gwen, login, { method: 'password', identifier: 'gwen@example.com', password });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal((await removals(gwen, 'passkey')).removed.status, 204);
    assert.match(await pageOf(gwen), /Sign in without codes/);

    const hugo = await registerInBrowser(keysOpen, 'hugo');
    await addKey(keysOpen, hugo, createAuthenticator({ counter: 1 }), 'Key');
    assert.equal((await removals(hugo, 'passkey')).removed.status, 204);
    const { suspended, removed } = await removals(hugo, 'webauthn');
    problem(suspended, 409, 'last_way_in');
    problem(removed, 409, 'last_way_in');
  });
});
