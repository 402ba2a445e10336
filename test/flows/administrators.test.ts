import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, addPasskey, signInByCode } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { type Variant, type Visitor, visitor } from '../support/visitor.ts';

const { server, box } = await startMailingServer({ after });
const { app, url } = server;

/** Somebody with this role who signed in by a code and has no key. */
async function withRole(name: string, role: string, variant: Variant = 'native', on = { server, box }) {
  const { id, email } = await account(on.server, name);
  await on.server.app.store.write((tx) => on.server.app.access.assignRole(tx, id, role));
  const who = visitor(on.server, variant);
  await signInByCode(who, email, on.box);
  return Object.assign(who, { id, email });
}

const call = ({ web, token }: Visitor, path: string, init: { method?: string; body?: unknown } = {}) =>
  web.send(path, { ...init, headers: token ? { 'x-session-token': token } : {} });

describe('an administrator without a passkey', () => {
  for (const role of ['owner', 'security_officer']) {
    it(`is refused every operation beyond their own account, as ${role}`, async () => {
      const who = await withRole(`first-${role}`.replace('_', '-'), role);
      for (const [path, method, body] of [
        ['/api/jars', 'GET'],
        ['/api/jars', 'POST', { name: 'Honey' }],
        [`/api/jars/${crypto.randomUUID()}`, 'GET'],
        ['/api/audit/events', 'GET'],
      ] as const) {
        const refused = await call(who, path, { method, body });
        assert.deepEqual([refused.status, refused.body.code], [403, 'enrolment_required'], `${method} ${path}`);
        assert.equal(refused.body.enrol.href, `${url}/settings`);
      }
    });
  }

  it('reaches their account, and the way out', async () => {
    const who = await withRole('second', 'owner');
    for (const path of ['/api/me', '/api/me/factors', '/api/me/sessions', '/api/operations', '/sessions/whoami']) {
      assert.equal((await call(who, path)).status, 200, path);
    }
    assert.equal((await who.open('settings')).status, 200);
    const signedOut = await who.sdk.performNativeLogout({ performNativeLogoutBody: { session_token: who.token! } });
    assert.equal(signedOut.status, 204);
  });

  it('is led to their account from every page of the console, by the server', async () => {
    const who = await withRole('third', 'owner', 'html');
    for (const path of ['/console', '/console/jars', '/console/audit?type=x']) {
      const led = await who.web.send(path, { html: true });
      assert.deepEqual([led.status, led.headers.get('location')], [303, `${url}/settings#passkey`], path);
    }
  });

  it('is let in everywhere once they have one, in the session that they have', async () => {
    const who = await withRole('fourth', 'owner', 'spa');
    assert.equal((await call(who, '/api/jars')).status, 403);
    await addPasskey(who, url);
    assert.equal((await call(who, '/api/jars')).status, 200);
    assert.equal((await who.web.send('/console', { html: true })).status, 200);
  });

  it('is refused again when their only passkey is suspended', async () => {
    const who = await withRole('fifth', 'owner', 'spa');
    await addPasskey(who, url);
    const [key] = await app.identities.credentials(app.store.read, who.id, 'passkey');
    const again = visitor(server, 'native');
    await signInByCode(again, who.email, box);
    assert.equal((await call(again, '/api/jars')).status, 200);
    await app.store.write((tx) => app.identities.changeCredential(tx, key!.id, { status: 'suspended' }));
    assert.equal((await call(again, '/api/jars')).body.code, 'enrolment_required');
  });
});

describe('everybody else', () => {
  it('may put a passkey off', async () => {
    const plain = visitor(server, 'native');
    await signInByCode(plain, (await account(server, 'plain')).email, box);
    const auditor = await withRole('auditor', 'auditor');
    for (const who of [plain, auditor]) assert.equal((await call(who, '/api/jars')).status, 200);
  });

  it('is who the configuration says', async (t) => {
    const other = await startMailingServer(t, { 'assurance.passkey_required_roles': 'auditor' });
    const owner = await withRole('owner', 'owner', 'native', other);
    const auditor = await withRole('auditor', 'auditor', 'native', other);
    assert.equal((await call(owner, '/api/jars')).status, 200);
    assert.equal((await call(auditor, '/api/jars')).body.code, 'enrolment_required');
  });

  it('is everybody where nobody can have a key', async (t) => {
    const off = { 'selfservice.methods.passkey.enabled': false, 'selfservice.methods.webauthn.enabled': false };
    const other = await startMailingServer(t, off);
    const owner = await withRole('owner', 'owner', 'native', other);
    assert.equal((await call(owner, '/api/jars')).status, 200);
  });
});
