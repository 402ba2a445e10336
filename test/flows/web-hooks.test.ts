import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, describe, it } from 'node:test';
import { verifyHookSignature } from '../../src/hooks/hooks.ts';
import { type Received, startReceiver } from '../support/http-receiver.ts';
import { register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const secret = 'a secret of the web hooks in these tests';

/** What the receiver answers next, by the last part of the hook's address. */
const answers: Record<string, (response: ServerResponse) => void> = {};
const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const receiver = await startReceiver({ after }, ({ url }, response) => {
  const answer = answers[url.slice(1)];
  if (answer) answer(response);
  else response.writeHead(204).end();
});

const hook = (name: string, response: object = { parse: true }) => ({
  hook: 'web_hook',
  config: { id: name, url: `${receiver.url}/${name}`, method: 'POST', secret, response },
});

const server = await startServer(
  { after },
  {
    flags: {
      'clients.http.private_ip_exception_urls': [`${receiver.url}/**`],
      'selfservice.flows.registration.before.hooks': [hook('before')],
      // In the words of the contract: without the hook `session` nobody is signed in by registering.
      'selfservice.flows.registration.after.hooks': [hook('register'), { hook: 'session' }],
      'selfservice.flows.login.after.hooks': [hook('login'), hook('told', { ignore: true })],
    },
  },
);

const sent = (name: string): Received[] => receiver.received.filter(({ url }) => url === `/${name}`);
const error = (text: string, instance_ptr: string) =>
  json(400, { messages: [{ instance_ptr, messages: [{ id: 1234, text, type: 'error' }] }] });

describe('a web hook', () => {
  it('hears who registers, signed, and without anything secret', async () => {
    const alice = await register(server, 'alice');
    const [asked] = sent('register');
    const checked = verifyHookSignature({
      headers: asked!.headers,
      body: asked!.body,
      secrets: [secret],
      now: server.clock(),
    });
    assert.ok('id' in checked, JSON.stringify(checked));
    const told = JSON.parse(asked!.body);
    assert.equal(told.identity.traits.email, alice.email);
    assert.equal(told.flow.type, 'api');
    assert.doesNotMatch(asked!.body, /csrf|passkey_register|attestationObject|ory_st_/);
  });

  it('refuses a registration on the field that it names, and nobody is made', async () => {
    answers['register'] = error('This domain may not register.', '#/traits/email');
    const before = (await request(`${server.adminUrl}/health/ready`)).status;
    assert.equal(before, 200);
    await assert.rejects(register(server, 'mallory'), (thrown: Error) => {
      const { ui } = JSON.parse(thrown.message.slice(thrown.message.indexOf('{')));
      const field = ui.nodes.find((node: { attributes: { name: string } }) => node.attributes.name === 'traits.email');
      assert.equal(field.messages[0].text, 'This domain may not register.');
      return true;
    });
    delete answers['register'];
    assert.equal(await server.app.identities.byAddress(server.app.store.read, 'mallory@example.com'), null);
  });

  it('completes what is known of somebody who registers', async () => {
    answers['register'] = json(200, { identity: { metadata_public: { plan: 'free' }, external_id: 'crm-7' } });
    const bob = await register(server, 'bob');
    delete answers['register'];
    const { body } = await bob.api('/sessions/whoami');
    assert.deepEqual(body.identity?.metadata_public, { plan: 'free' }, JSON.stringify(body));
    assert.equal(body.identity.external_id, 'crm-7');
  });

  it('changes what is known of somebody who signs in', async () => {
    const carol = await register(server, 'carol');
    answers['login'] = json(200, { identity: { metadata_public: { seen: true } } });
    const { body } = await signIn(server, carol);
    delete answers['login'];
    const whoami = await request(`${server.url}/sessions/whoami`, {
      headers: { 'x-session-token': body.session_token },
    });
    assert.deepEqual(whoami.body.identity.metadata_public, { seen: true });
  });

  it('keeps somebody out when it says so, or when it does not answer as it should', async () => {
    const dave = await register(server, 'dave');
    answers['login'] = error('Not today.', '#/');
    const refused = await signIn(server, dave);
    assert.equal(refused.status, 400);
    assert.equal(refused.body.ui.messages[0].text, 'Not today.');
    answers['login'] = json(500, {});
    const failed = await signIn(server, dave);
    assert.deepEqual([failed.status, failed.body.error.id], [502, 'hook_failed']);
    delete answers['login'];
    assert.equal((await signIn(server, dave)).status, 200);
  });

  it('may keep a flow from being started', async () => {
    answers['before'] = error('Registration is closed for tonight.', '#/');
    const refused = await request(`${server.url}/self-service/registration/api`);
    assert.deepEqual([refused.status, refused.body.error.id], [400, 'hook_refused']);
    delete answers['before'];
    assert.equal((await request(`${server.url}/self-service/registration/api`)).status, 200);
  });

  it('that nobody waits for is told later, once, even when it fails at first', async () => {
    const erin = await register(server, 'erin');
    await server.app.hooks.dispatch();
    const earlier = sent('told').length;
    answers['told'] = json(503, {});
    assert.equal((await signIn(server, erin)).status, 200);
    await server.app.hooks.dispatch();
    assert.equal(sent('told').length, earlier + 1);
    delete answers['told'];
    server.clock.advance({ minutes: 60 });
    await server.app.hooks.dispatch();
    await server.app.hooks.dispatch();
    const [first, again, ...more] = sent('told').slice(earlier);
    assert.equal(more.length, 0);
    assert.equal(first!.headers['sting-hook-id'], again!.headers['sting-hook-id']);
  });
});
