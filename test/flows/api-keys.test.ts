import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { localOrigin } from '../../src/kernel/request.ts';
import { account } from '../support/accounts.ts';
import { proof } from '../support/evidence.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { type Answer, request } from '../support/people.ts';

const { server, box } = await startMailingServer({ after });
const { app, url } = server;

interface Somebody {
  id: string;
  email: string;
  api(path: string, init?: Parameters<typeof request>[1]): Promise<Answer>;
}

/** An account with a session that has proven a passkey just now. */
async function somebody(name: string, { verified = true } = {}): Promise<Somebody> {
  const { id, email } = await account(server, name, {}, verified);
  const evidence = [proof('passkey', { user_verified: true, at: server.clock() })];
  const init = { identityId: id, kind: 'token', evidence, origin: localOrigin } as const;
  const { token } = await app.store.write((tx) => app.sessions.open(tx, init));
  const api: Somebody['api'] = (path, { headers = {}, ...rest } = {}) =>
    request(url + path, { ...rest, headers: { 'x-session-token': token, ...headers } });
  return { id, email, api };
}

const make = async (who: Somebody, headers: Record<string, string> = {}) =>
  (await who.api('/api/me/api-keys', { body: { name: 'nightly', scopes: ['jar.list'] }, headers })).body;
const jarsBy = (key: string) => request(`${url}/api/jars`, { headers: { authorization: `Bearer ${key}` } });
const newest = async ({ email }: Somebody) => (await box.letters(email)).at(-1)!;

/** Presses the button of the page that a notice leads to. */
async function disown(text: string): Promise<number> {
  const { pathname, searchParams } = new URL(/https?:\/\/\S+\?token=\S+/.exec(text)![0]);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: url };
  return (await request(url + pathname, { body: searchParams.toString(), headers })).status;
}

describe('an API key that somebody else made', () => {
  it('is told to the owner of the account, whose answer revokes it', async () => {
    const alice = await somebody('alice');
    const { key, id } = await make(alice);
    assert.equal((await jarsBy(key)).status, 200);
    const { subject, text } = await newest(alice);
    assert.match(subject, /An API key was made for your account/);
    assert.ok(!text.includes(key.slice(10)));
    assert.equal(await disown(text), 200);
    assert.equal((await jarsBy(key)).status, 401);
    assert.equal((await alice.api('/api/me/api-keys')).status, 401);
    const { events } = await app.audit.list({ actor: alice.id, type: 'api_key.revoked', limit: 2 });
    assert.deepEqual(
      events.map(({ reason, resource }) => [reason, resource]),
      [['disowned', `api_key:${id}`]],
    );
  });

  it('in place of another one is told and revoked too', async () => {
    const bob = await somebody('bob');
    const first = await make(bob);
    const rotated = await bob.api(`/api/me/api-keys/${first.id}/rotate`, { body: { overlap_minutes: 0 } });
    assert.equal(rotated.status, 201);
    const { subject, text } = await newest(bob);
    assert.match(subject, /was replaced by another one/);
    assert.equal(await disown(text), 200);
    assert.equal((await jarsBy(rotated.body.key)).status, 401);
  });

  it('is told in the language of whoever made it', async () => {
    const carol = await somebody('carol');
    await make(carol, { 'accept-language': 'de' });
    assert.match((await newest(carol)).subject, /Für Ihr Konto wurde ein API-Schlüssel angelegt/);
  });
});

describe('the API keys of a person', () => {
  it('tell of it when they are revoked', async () => {
    const dave = await somebody('dave');
    const { id } = await make(dave);
    await dave.api(`/api/me/api-keys/${id}`, { method: 'DELETE' });
    assert.match((await newest(dave)).subject, /An API key of your account was revoked/);
  });

  it('open nothing before an address of theirs is proven', async () => {
    const erin = await somebody('erin', { verified: false });
    const { key } = await make(erin);
    const { status, body } = await jarsBy(key);
    assert.deepEqual([status, body.code], [403, 'verification_required']);
  });

  it('are told of by an administrator who revokes them', async () => {
    const [frank, root] = [await somebody('frank'), await somebody('root')];
    await app.store.write((tx) => app.access.assignRole(tx, root.id, 'admin'));
    const { key } = await make(frank);
    const revoked = await root.api(`/api/people/${frank.id}/api-keys`, { method: 'DELETE' });
    assert.deepEqual([revoked.status, revoked.body], [200, { count: 1 }]);
    assert.equal((await jarsBy(key)).status, 401);
    assert.match((await newest(frank)).subject, /An administrator revoked all API keys/);
    assert.deepEqual(await box.letters(root.email), []);
  });
});
