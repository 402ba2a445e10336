import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { check, nativeFlow, problem } from '../support/contract.ts';
import { type Answer, nodeValue, register } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  registerInBrowser,
  signInBrowser,
  startFlow,
  submitFlow,
  traitsOf,
  type WebClient,
  webClient,
} from '../support/web-client.ts';

const flags = { 'selfservice.methods.webauthn.enabled': true } as const;
const server = await startServer({ after }, { flags });
const passwordless = await startServer(
  { after },
  { flags: { ...flags, 'selfservice.methods.webauthn.config.passwordless': true } },
);

// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
type Flow = any;

const withoutPin = () => createAuthenticator({ userVerified: false, counter: 1 });
const withPin = () => createAuthenticator({ counter: 1 });
const namesOf = (flow: Flow) =>
  flow.ui.nodes
    .filter(({ group, type }: Flow) => group === 'webauthn' && type !== 'script')
    .map(({ attributes }: Flow) => attributes.name);
const optionsOf = (flow: Flow, button: string) => JSON.parse(nodeValue(flow, button)).publicKey;
const hexOf = (key: SoftwareAuthenticator) => Buffer.from(key.credentials[0]!.id, 'base64url').toString('hex');
const levelOf = async (web: WebClient) => (await web.send('/sessions/whoami')).body.authenticator_assurance_level;

/** Adds a key on the account page. */
async function addKey(on: TestServer, web: WebClient, key: SoftwareAuthenticator, name = ''): Promise<Answer> {
  const flow = await startFlow(web, 'settings');
  const response = key.register(optionsOf(flow, 'webauthn_register_trigger'), on.url);
  const webauthn_register = JSON.stringify(response);
  return submitFlow(web, flow, { method: 'webauthn', webauthn_register, webauthn_register_displayname: name });
}

/** Answers a login flow by the key. */
async function byKey(on: TestServer, web: WebClient, flow: Flow, key: SoftwareAuthenticator): Promise<Answer> {
  const assertion = key.authenticate(optionsOf(flow, 'webauthn_login_trigger'), on.url);
  return submitFlow(web, flow, { method: 'webauthn', webauthn_login: JSON.stringify(assertion) });
}

describe('a security key beside a first proof', () => {
  it('is added with a name, listed and removed', async () => {
    const alice = await registerInBrowser(server, 'alice');
    const key = withoutPin();
    check(await addKey(server, alice, key, 'Blue key'), { status: 200, message: 1050001 });
    const flow = await startFlow(alice, 'settings');
    const remove = flow.ui.nodes.find(({ attributes }: Flow) => attributes.name === 'webauthn_remove');
    assert.equal(remove.meta.label.id, 1050018);
    assert.equal(remove.meta.label.context.display_name, 'Blue key');
    assert.equal(remove.attributes.value, hexOf(key));
    assert.equal(remove.attributes.disabled, false);
    const { authentication_methods } = (await alice.send('/sessions/whoami')).body;
    assert.equal(authentication_methods.at(-1).method, 'webauthn');
    const done = await submitFlow(alice, flow, { webauthn_remove: hexOf(key) });
    check(done, { status: 200, message: 1050001 });
    assert.ok(!namesOf(done.body).includes('webauthn_remove'));
  });

  it('that verifies its user raises the session; one that does not is the same kind of proof as the passkey', async () => {
    for (const [name, key, level] of [
      ['bob', withPin(), 'aal2'],
      ['bert', withoutPin(), 'aal1'],
    ] as const) {
      const person = await registerInBrowser(server, name, { authenticator: withoutPin() });
      assert.equal((await addKey(server, person, key)).status, 200);
      const elsewhere = webClient(server);
      await signInBrowser(server, elsewhere, person.authenticator);
      assert.equal(await levelOf(elsewhere), 'aal1');
      const flow = await startFlow(elsewhere, 'login', '?aal=aal2');
      assert.ok(namesOf(flow).includes('webauthn_login_trigger'));
      await byKey(server, elsewhere, flow, key);
      assert.equal(await levelOf(elsewhere), level);
    }
  });

  it('opens no session by itself', async () => {
    const web = webClient(server);
    const flow = await startFlow(web, 'login');
    assert.deepEqual(namesOf(flow), []);
    const answer = await submitFlow(web, flow, { method: 'webauthn', identifier: 'alice@example.com' });
    assert.equal(answer.status, 400);
    assert.equal((await web.send('/sessions/whoami')).status, 401);
  });

  it('is not shown to native clients', async () => {
    const carol = await register(server, 'carol');
    assert.deepEqual(namesOf(await nativeFlow(server, 'settings/api', carol)), []);
  });

  it('confirms one action', async () => {
    const dora = await registerInBrowser(server, 'dora', { authenticator: withoutPin() });
    const key = withPin();
    await addKey(server, dora, key);
    const { id: jar } = (await dora.send('/api/jars', { body: { name: 'Honey' } })).body;
    const remove = (grant?: string) =>
      dora.send(`/api/jars/${jar}`, { method: 'DELETE', headers: grant ? { 'sting-step-up': grant } : {} });
    const { operation, resource, parameters } = (await remove()).body;
    const opened = (await dora.send('/api/step-up', { body: { operation, resource, parameters } })).body;
    const offer = opened.methods.find(({ method }: { method: string }) => method === 'webauthn');
    const assertion = key.authenticate(offer.publicKey, server.url);
    const asPasskey = await dora.send(`/api/step-up/${opened.id}`, { body: { method: 'passkey', assertion } });
    problem(asPasskey, 401, 'proof_refused');
    const again = (await dora.send('/api/step-up', { body: { operation, resource, parameters } })).body;
    const { publicKey } = again.methods.find(({ method }: { method: string }) => method === 'webauthn');
    const body = { method: 'webauthn', assertion: key.authenticate(publicKey, server.url) };
    const proven = await dora.send(`/api/step-up/${again.id}`, { body });
    assert.equal((await remove(proven.body.grant)).status, 204, JSON.stringify(proven.body));
  });
});

describe('a passwordless security key', () => {
  const begin = async (identifier: string) => {
    const web = webClient(passwordless);
    const flow = await startFlow(web, 'login');
    const { status } = await submitFlow(web, flow, { method: 'webauthn', identifier });
    const { body } = await web.send(`/self-service/login/flows?id=${flow.id}`);
    return { web, status, flow: body };
  };

  async function join(name: string, key: SoftwareAuthenticator): Promise<WebClient> {
    const web = webClient(passwordless);
    const traits = traitsOf(name);
    const first = await startFlow(web, 'registration');
    await submitFlow(web, first, { method: 'profile', traits });
    const second = (await web.send(`/self-service/registration/flows?id=${first.id}`)).body;
    const response = key.register(optionsOf(second, 'webauthn_register_trigger'), passwordless.url);
    const webauthn_register = JSON.stringify(response);
    const done = await submitFlow(web, second, { method: 'webauthn', traits, webauthn_register });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    return web;
  }

  it('registers its owner and signs them in by name', async () => {
    const key = withoutPin();
    await join('alice', key);
    const { web, flow } = await begin('Alice@example.com');
    assert.deepEqual(
      flow.ui.messages.map(({ id }: { id: number }) => id),
      [1010012],
    );
    assert.equal((await byKey(passwordless, web, flow, key)).status, 200);
    assert.equal(await levelOf(web), 'aal1');
  });

  it('is asked for alike, whether there is an account or not', async () => {
    await join('bob', withoutPin());
    await registerInBrowser(passwordless, 'erin');
    const [known, keyless, unknown] = [
      await begin('bob@example.com'),
      await begin('erin@example.com'),
      await begin('nobody@example.com'),
    ];
    for (const other of [keyless, unknown]) {
      assert.equal(other.status, known.status);
      assert.deepEqual(namesOf(other.flow), namesOf(known.flow));
      assert.deepEqual(other.flow.ui.messages, known.flow.ui.messages);
    }
    const ids = async (name: string) => optionsOf((await begin(name)).flow, 'webauthn_login_trigger').allowCredentials;
    assert.deepEqual(await ids('NOBODY@example.com'), await ids('nobody@example.com'));
  });

  it("of somebody else does not sign in under a victim's name", async () => {
    await join('carol', withoutPin());
    const theirs = withoutPin();
    await join('mallory', theirs);
    for (const identifier of ['carol@example.com', 'nobody@example.com']) {
      const { web, flow } = await begin(identifier);
      const options = optionsOf(flow, 'webauthn_login_trigger');
      const allowCredentials = [{ id: theirs.credentials[0]!.id }];
      const assertion = theirs.authenticate({ ...options, allowCredentials }, passwordless.url);
      const answer = await submitFlow(web, flow, { method: 'webauthn', webauthn_login: JSON.stringify(assertion) });
      check(answer, { status: 400, message: 4000015 });
      assert.equal((await web.send('/sessions/whoami')).status, 401);
    }
  });

  it('stays while it is the last way in', async () => {
    const key = withoutPin();
    const web = await join('dora', key);
    const flow = await startFlow(web, 'settings');
    const remove = flow.ui.nodes.find(({ attributes }: Flow) => attributes.name === 'webauthn_remove');
    assert.equal(remove.attributes.disabled, true);
    check(await submitFlow(web, flow, { webauthn_remove: hexOf(key) }), { status: 400, message: 4000001 });
  });
});
