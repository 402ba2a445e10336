import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inTurn } from '../../src/methods/hashing/queue.ts';
import { countedReasons, lastReason, nativeFlow, refused, submitNative } from '../support/contract.ts';
import { type Answer, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { registerInBrowser, startFlow, submitFlow, traitsOf, webClient } from '../support/web-client.ts';

const password = 'correct horse battery staple';
const another = 'six wild geese over the moor';

// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
const names = (flow: any): string[] => flow.ui.nodes.map((node: any) => `${node.group} ${node.attributes.name}`);

describe('while passwords are off, as they are by default', async () => {
  const server = await startServer({ after });

  it('no flow has a field for one', async () => {
    const web = webClient(server);
    const flows = [await startFlow(web, 'login'), await nativeFlow(server, 'login/api')];
    const registration = await nativeFlow(server, 'registration/api');
    flows.push(registration, (await submitNative(registration, { method: 'profile', traits: traitsOf('carol') })).body);
    const { api } = await register(server, 'alice');
    for (const path of ['settings/api', 'login/api?refresh=true', 'login/api?refresh=true&aal=aal2']) {
      flows.push((await api(`/self-service/${path}`)).body);
    }
    for (const flow of flows) {
      const fields = flow.ui.nodes.filter(
        ({ group, attributes }: { group: string; attributes: { type?: string; value?: unknown } }) =>
          group === 'password' || attributes.type === 'password' || attributes.value === 'password',
      );
      assert.deepEqual(fields, [], JSON.stringify(names(flow)));
    }
  });

  it('one that is posted anyway is refused and written down', async () => {
    const bob = await register(server, 'bob');
    const body = { method: 'password', identifier: bob.email, password, traits: traitsOf('mallory') };
    refused(await submitNative(await nativeFlow(server, 'login/api'), body), 4010002);
    const registration = await nativeFlow(server, 'registration/api');
    refused(await submitNative(registration, body), 4010003);
    await submitNative(registration, { method: 'profile', traits: body.traits });
    refused(await submitNative(registration, body), 4010003);
    const settings = await nativeFlow(server, 'settings/api', bob);
    refused(await submitNative(settings, body, bob), 4010004);
    assert.equal(await lastReason(server, 'settings.failed'), 'no_method');
    assert.deepEqual(await countedReasons(server), ['no_method']);
    assert.equal((await signIn(server, bob)).status, 200);
  });
});

describe('where passwords are switched on', async () => {
  const breached = join(await temporaryFolder({ after }), 'breached');
  const unwanted = join(await temporaryFolder({ after }), 'unwanted');
  await writeFile(unwanted, 'golden honey jar\n');
  await writeFile(breached, `${createHash('sha1').update('hunter2hunter2').digest('hex')}:17043\r\n`);
  const server = await startServer(
    { after },
    {
      flags: {
        'selfservice.methods.password.enabled': true,
        'selfservice.methods.password.config.breached_list_path': breached,
        'selfservice.methods.password.config.refused_list_path': unwanted,
      },
    },
  );

  async function registerWith(name: string, given: string): Promise<Answer> {
    const flow = await nativeFlow(server, 'registration/api');
    const traits = traitsOf(name);
    await submitNative(flow, { method: 'profile', traits });
    return submitNative(flow, { method: 'password', traits, password: given });
  }
  async function signInWith(identifier: string, given: string): Promise<Answer> {
    return submitNative(await nativeFlow(server, 'login/api'), { method: 'password', identifier, password: given });
  }
  const whoami = (token: string) => request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': token } });

  it('a person registers and signs in with one, which is one factor', async () => {
    const { status, body } = await registerWith('alice', password);
    assert.equal(status, 200, JSON.stringify(body));
    const signedIn = await signInWith(' Alice@Example.com ', password);
    for (const token of [body.session_token, signedIn.body.session_token]) {
      const { body: session } = await whoami(token);
      assert.equal(session.authenticator_assurance_level, 'aal1');
      assert.deepEqual(
        session.authentication_methods.map(({ method, aal }: { method: string; aal: string }) => [method, aal]),
        [['password', 'aal1']],
      );
      assert.equal(session.identity.id, body.identity.id);
    }
  });

  it('the nodes are those of the contract', async () => {
    const login = await nativeFlow(server, 'login/api');
    const nodes = login.ui.nodes.filter(({ group }: { group: string }) => group === 'password');
    assert.deepEqual(
      // biome-ignore lint/suspicious/noExplicitAny: a node as the server sent it
      nodes.map(({ attributes, meta }: any) => [
        attributes.name,
        attributes.type,
        attributes.autocomplete,
        meta.label.id,
      ]),
      [
        ['password', 'password', 'current-password', 1070001],
        ['method', 'submit', undefined, 1010022],
      ],
    );
  });

  it('a wrong one, nobody of that name and somebody without one are answered alike', async () => {
    await register(server, 'bob');
    await registerWith('carol', password);
    const shown: unknown[] = [];
    for (const name of ['carol', 'bob', 'nobody']) {
      const { status, body, headers } = await signInWith(`${name}@example.com`, 'wrong password');
      refused({ status, body, headers }, 4000006);
      // What every flow has of its own, and when it was.
      const { id, issued_at, expires_at, created_at, updated_at, ui, ...rest } = body;
      const { action, nodes, ...page } = ui;
      const challenges = nodes.filter(({ group }: { group: string }) => group !== 'passkey');
      shown.push({ ...rest, page, challenges, action: action.replace(id, ''), headers: [...headers.keys()].sort() });
    }
    assert.deepEqual(shown[1], shown[0]);
    assert.deepEqual(shown[2], shown[0]);
  });

  it('guesses are slowed down across flows, known or not, and never close the passkey', async () => {
    const dora = await register(server, 'dora');
    const settings = await nativeFlow(server, 'settings/api', dora);
    assert.equal((await submitNative(settings, { method: 'password', password }, dora)).status, 200);
    const statuses = new Map<string, number[]>();
    for (const name of ['dora', 'nobody-else']) {
      const answers: Answer[] = [];
      for (let guess = 0; guess < 6; guess++) answers.push(await signInWith(`${name}@example.com`, 'wrong password'));
      statuses.set(
        name,
        answers.map(({ status }) => status),
      );
      assert.equal(answers.at(-1)!.headers.get('retry-after'), '2');
    }
    assert.deepEqual(
      [...statuses.values()],
      [
        [400, 400, 400, 400, 400, 429],
        [400, 400, 400, 400, 400, 429],
      ],
    );
    assert.equal((await signInWith(dora.email, password)).status, 429, 'not even looked at');
    assert.equal((await signIn(server, dora)).status, 200);
    server.clock.advance({ seconds: 2 });
    assert.equal((await signInWith(dora.email, password)).status, 200);
  });

  it('a suspended person hears what a stranger hears', async () => {
    const { body } = await registerWith('trent', password);
    await server.app.store.write((tx) => server.app.identities.setState(tx, body.identity.id, 'inactive'));
    refused(await signInWith('trent@example.com', password), 4000006);
  });

  const weak: [name: string, given: string, message: number][] = [
    ['short', 'seven77', 4000032],
    ['their own address', 'erin@example.com', 4000031],
    ['from a breach', 'hunter2hunter2', 4000034],
    ['that the operator does not want', 'Golden Honey Jar', 4000005],
  ];
  for (const [name, given, message] of weak) {
    it(`one that is ${name} is refused on its field, and nobody is made`, async () => {
      refused(await registerWith('erin', given), message);
      assert.equal(await server.app.identities.byAddress(server.app.store.read, 'erin@example.com'), null);
    });
  }

  it('a new one ends the sessions that the old one opened, and the old one', async () => {
    await registerWith('frank', password);
    const [thief, frank] = [
      (await signInWith('frank@example.com', password)).body.session_token,
      (await signInWith('frank@example.com', password)).body.session_token,
    ];
    const asFrank = (path: string, body?: unknown) =>
      request(new URL(path, server.url).href, { headers: { 'x-session-token': frank }, ...(body ? { body } : {}) });
    const flow = (await asFrank('/self-service/settings/api')).body;
    refused(await asFrank(flow.ui.action, { method: 'password', password }), 4000039);
    assert.equal((await asFrank(flow.ui.action, { method: 'password', password: another })).status, 200);
    assert.equal((await whoami(frank)).status, 200);
    assert.equal((await whoami(thief)).status, 401);
    refused(await signInWith('frank@example.com', password), 4000006);
    assert.equal((await signInWith('frank@example.com', another)).status, 200);
  });

  it('a change takes a fresh proof, which the password is', async () => {
    await registerWith('grace', password);
    let token = (await signInWith('grace@example.com', password)).body.session_token;
    const asGrace = (path: string, body?: unknown) =>
      request(new URL(path, server.url).href, { headers: { 'x-session-token': token }, ...(body ? { body } : {}) });
    server.clock.advance({ minutes: 6 });
    const settings = (await asGrace('/self-service/settings/api')).body;
    const stale = await asGrace(settings.ui.action, { method: 'password', password: another });
    assert.deepEqual([stale.status, stale.body.error.id], [403, 'session_refresh_required']);
    const login = (await asGrace('/self-service/login/api?refresh=true')).body;
    assert.ok(names(login).includes('password password'));
    const proven = await asGrace(login.ui.action, { method: 'password', password });
    assert.equal(proven.status, 200, JSON.stringify(proven.body));
    token = proven.body.session_token;
    assert.equal((await asGrace(settings.ui.action, { method: 'password', password: another })).status, 200);
  });

  it('pages work with it as plain forms', async () => {
    const web = webClient(server);
    const traits = traitsOf('heidi');
    const registration = await startFlow(web, 'registration');
    await submitFlow(web, registration, { method: 'profile', traits }, { html: true });
    const done = await submitFlow(web, registration, { method: 'password', traits, password }, { html: true });
    assert.equal(done.status, 303);
    assert.equal((await web.send('/sessions/whoami')).status, 200);

    const other = webClient(server);
    const login = await startFlow(other, 'login');
    const wrong = await submitFlow(
      other,
      login,
      { method: 'password', identifier: traits.email, password: 'x' },
      { html: true },
    );
    assert.match(wrong.headers.get('location') ?? '', /\/login\?flow=/);
    const right = await submitFlow(
      other,
      login,
      { method: 'password', identifier: traits.email, password },
      { html: true },
    );
    assert.equal(right.status, 303);
    assert.equal((await other.send('/sessions/whoami')).status, 200);
  });

  it('the form of another browser is no way to send one', async () => {
    await registerWith('ivan', password);
    const flow = await startFlow(webClient(server), 'login');
    const mallory = await registerInBrowser(server, 'mallory');
    const body = { method: 'password', identifier: 'ivan@example.com', password };
    assert.equal((await submitFlow(mallory, flow, body)).status, 403);
  });

  it('it confirms no single action', async () => {
    const judy = await registerWith('judy', password);
    const api = (path: string, init: Parameters<typeof request>[1] = {}) =>
      request(`${server.url}${path}`, { ...init, headers: { 'x-session-token': judy.body.session_token } });
    const jar = (await api('/api/jars', { body: { name: 'Honey' } })).body.id;
    const { status, body } = await api(`/api/jars/${jar}`, { method: 'DELETE' });
    assert.deepEqual([status, body.code], [403, 'enrolment_required']);
  });

  it('a machine that has no time says so, and counts nothing', async () => {
    await registerWith('kim', password);
    let free = () => {};
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    // Two at work and 32 waiting: there is no room for another one.
    const others = Array.from({ length: 34 }, () => inTurn(() => held));
    for (let guess = 0; guess < 6; guess++) {
      const busy = await signInWith('kim@example.com', password);
      assert.deepEqual([busy.status, busy.body.error.code], [503, 503]);
    }
    free();
    await Promise.all(others);
    assert.equal((await signInWith('kim@example.com', password)).status, 200);
  });
});
