import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { assertRefused, serve, sting } from '../support/command.ts';
import { nodeValue, register, request, signIn, stepUp } from '../support/people.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('sting recover-owner', { concurrency: 2 }, () => {
  it('lets the owner add a passkey once, and ends what was open', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    const alice = await register(server, 'alice', { setup: server.setup! });
    const bob = await register(server, 'bob');

    const command = ['recover-owner', '--data', data, '--public-port', String(server.port)];
    const { code, stdout, stderr } = await sting(...command);
    assert.deepEqual([code, stderr], [0, '']);
    const url = new URL(/^setup: (\S+)\n$/.exec(stdout)![1]!);
    assert.equal(`${url.origin}${url.pathname}`, `${server.url}/registration`);
    assert.equal((await alice.api('/api/me')).status, 200, 'printing it ends nothing');

    const start = `${server.url}/self-service/registration/api${url.search}`;
    const { body: flow } = await request(start);
    const { credentialOptions } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    const authenticator = createAuthenticator();
    const credential = authenticator.register(credentialOptions.publicKey, server.url);
    const done = await request(flow.ui.action, {
      body: { method: 'passkey', passkey_register: JSON.stringify(credential) },
    });
    assert.equal(done.status, 200);
    assert.equal(done.body.identity.id, alice.identityId);
    assert.equal(done.body.session.authenticator_assurance_level, 'aal2');

    assert.equal((await alice.api('/api/me')).status, 401, 'the earlier session is over');
    assert.equal((await bob.api('/api/me')).status, 200, 'somebody else’s is not');
    const again = { ...alice, token: done.body.session_token as string, authenticator };
    again.api = (path, { headers = {}, ...init } = {}) =>
      request(`${server.url}${path}`, { ...init, headers: { 'x-session-token': again.token, ...headers } });
    assert.deepEqual((await again.api('/api/me')).body.roles, ['owner']);
    assert.equal((await again.api('/api/me/passkeys')).body.passkeys.length, 2);
    assert.equal((await signIn(server, { authenticator })).status, 200);
    assert.equal((await signIn(server, alice)).status, 200, 'the earlier passkey was not taken away');

    assert.equal((await request(start)).status, 410);

    const path = '/api/audit/events?limit=50';
    const refused = await again.api(path);
    if (refused.status === 403) await stepUp(server, again, refused);
    const { events } = (await again.api(path)).body as { events: Record<string, unknown>[] };
    const recovered = events.filter(({ type }) => type === 'owner.recovered');
    assert.deepEqual(
      recovered.map(({ actor, outcome }) => [(actor as { id: string }).id, outcome]),
      [[alice.identityId, 'success']],
    );
    const used = events.find(({ type }) => type === 'admin.used')!;
    assert.deepEqual(
      [used['resource'], used['details']],
      [`identity:${alice.identityId}`, { command: 'recover-owner' }],
    );

    await server.stop();
    assert.equal((await sting('audit', 'verify', '--data', data)).code, 0, 'two processes wrote one chain');
  });

  it('replaces the URL that it printed before', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    await register(server, 'alice', { setup: server.setup! });
    const print = async () =>
      JSON.parse((await sting('recover-owner', '--data', data, '--json')).stdout).setup as string;
    const status = async (url: string) =>
      (await request(`${server.url}/self-service/registration/api${new URL(url).search}`)).status;
    const first = await print();
    assert.equal(await status(first), 200);
    const second = await print();
    assert.deepEqual([await status(first), await status(second)], [410, 200]);
  });

  it('leads to the set-up URL when there is no owner, which stays good', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    const result = await sting('recover-owner', '--data', data);
    assertRefused(result, /^Nobody owns this installation yet\. Open the set-up URL in .*setup-url/m);
    assert.equal((await register(server, 'alice', { setup: server.setup! })).name, 'alice');
  });

  it('makes no installation where there is none', async (t) => {
    const folder = await temporaryFolder(t);
    assertRefused(await sting('recover-owner', '--data', folder), /^There is no installation in the data folder/m);
    assert.deepEqual(readdirSync(folder), []);
    assertRefused(await sting('recover-owner', '--data', join(folder, 'none')), /^There is no installation/m);
    assert.ok(!existsSync(join(folder, 'none')));
  });
});
