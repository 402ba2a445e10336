import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { nodeValue, register, request, signIn, stepUp } from '../support/people.ts';
import { startServer } from '../support/server.ts';

/** What somebody has lost while a request was under way, or keeps only for a moment, opens nothing. */
describe('rights that were withdrawn', async () => {
  const server = await startServer({ after });
  const alice = await register(server, 'alice', { setup: await server.setupToken() });

  /** A second, weaker session of hers: proven without user verification. */
  async function weakSession() {
    const { body } = await signIn(server, alice, { userVerified: false });
    return { ...alice, token: body.session_token as string };
  }
  const as = (token: string, path: string, init: Parameters<typeof request>[1] = {}) =>
    request(`${server.url}${path}`, { ...init, headers: { ...init.headers, 'x-session-token': token } });

  it('a replaced token has no share in the proof that replaced it', async () => {
    const { body: jar } = await alice.api('/api/jars', { body: { name: 'Formulas', sensitivity: 'restricted' } });
    const weak = await weakSession();
    const path = `/api/jars/${jar.id}/documents`;
    const stolen = weak.token;
    const refused = await as(stolen, path);
    assert.equal(refused.body.code, 'step_up_required');

    const opened = await as(stolen, '/api/step-up', {
      body: { operation: 'document.list', resource: `jar:${jar.id}` },
    });
    const { publicKey } = opened.body.methods[0];
    const assertion = alice.authenticator.authenticate(publicKey, server.url);
    const proven = await as(stolen, `/api/step-up/${opened.body.id}`, { body: { method: 'passkey', assertion } });
    assert.equal((await as(proven.body.session_token, path)).status, 200);
    assert.equal((await as(stolen, '/sessions/whoami')).status, 200, 'the old token still answers ordinary reads');
    assert.equal((await as(stolen, path)).body.code, 'step_up_required');
  });

  it('an upload of a session that ended meanwhile is not kept', async () => {
    const { body: jar } = await alice.api('/api/jars', { body: { name: 'Diary' } });
    // A weaker one could not upload anything: its person is an owner.
    const doomed = { token: (await signIn(server, alice)).body.session_token as string };
    const { body: whoami } = await as(doomed.token, '/sessions/whoami');
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const boundary = 'boundary';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nfirst half, `;
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(head + 'x'.repeat(300 * 1024)));
        await ended;
        controller.enqueue(new TextEncoder().encode(`second half\r\n--${boundary}--\r\n`));
        controller.close();
      },
    });
    const uploading = fetch(`${server.url}/api/jars/${jar.id}/documents`, {
      method: 'POST',
      headers: { 'x-session-token': doomed.token, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
      duplex: 'half',
    } as RequestInit);
    // More than a chunk has been sent, so the upload has its row once the route has begun to read.
    while ((await server.app.store.read.selectFrom('document').selectAll().execute()).length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await alice.api(`/api/me/sessions/${whoami.id}`, { method: 'DELETE' })).status, 204);
    end();
    assert.equal((await uploading).status, 401);
    assert.deepEqual((await alice.api(`/api/jars/${jar.id}/documents`)).body.documents, []);
  });

  it('a passkey that is taken away takes the sessions that it opened along', async () => {
    const [{ id: first }] = (await alice.api('/api/me/passkeys')).body.passkeys;
    const settings = await alice.api('/self-service/settings/api');
    const { publicKey } = JSON.parse(nodeValue(settings.body, 'passkey_create_data'));
    const second = createAuthenticator();
    const created = JSON.stringify(second.register(publicKey, server.url));
    const added = await alice.api(new URL(settings.body.ui.action).pathname + new URL(settings.body.ui.action).search, {
      body: { method: 'passkey', passkey_settings_register: created },
    });
    assert.equal(added.status, 200);
    const thief = (await signIn(server, { authenticator: second })).body.session_token as string;
    assert.equal((await as(thief, '/api/me')).status, 200);

    const { passkeys } = (await alice.api('/api/me/passkeys')).body;
    const { id } = passkeys.find((passkey: { id: string }) => passkey.id !== first);
    const path = `/api/me/passkeys/${id}`;
    const removed = await alice.api(path, { method: 'DELETE' });
    if (removed.status === 403) {
      await stepUp(server, alice, removed);
      assert.equal((await alice.api(path, { method: 'DELETE' })).status, 204);
    }
    assert.equal((await as(thief, '/api/me')).status, 401);
    assert.equal((await alice.api('/api/me')).status, 200);
  });

  it('a link into the account of somebody who owns nothing any more is spent', async () => {
    const bob = await register(server, 'bob');
    const token = await server.app.flows.setup.issue(bob.identityId);
    assert.equal((await request(`${server.url}/self-service/registration/api?setup=${token}`)).status, 410);
  });
});
