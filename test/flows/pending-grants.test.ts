import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { createAuthenticator } from '../support/authenticator.ts';
import { nodeValue, type Person, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');

/** A private jar that Alice has shared with an address. */
async function sharedWith(email: string): Promise<string> {
  const { id } = (await alice.api('/api/jars', { body: { name: 'Honey' } })).body;
  const grant = await alice.api(`/api/jars/${id}/grants`, {
    body: { subject: { type: 'user', email }, relation: 'viewer' },
  });
  assert.equal(grant.status, 201, JSON.stringify(grant.body));
  return id;
}

const reads = async (person: Pick<Person, 'api'>, jar: string) => (await person.api(`/api/jars/${jar}`)).status === 200;

async function changeAddress(person: Person, email: string): Promise<number> {
  const settings = (await person.api('/self-service/settings/api')).body;
  const traits = { email, name: { first: person.name, last: 'Example' } };
  const path = settings.ui.action.slice(server.url.length);
  return (await person.api(path, { body: { method: 'profile', traits } })).status;
}

it('a grant to an address reaches whoever registers it, however it was spelt', async () => {
  const jar = await sharedWith(' Carol@MÜNCHEN.de');
  const flow = (await request(`${server.url}/self-service/registration/api`)).body;
  const traits = { email: 'carol@münchen.de', name: { first: 'Carol', last: 'Example' } };
  const second = (await request(flow.ui.action, { body: { method: 'profile', traits } })).body;
  const { credentialOptions } = JSON.parse(nodeValue(second, 'passkey_create_data'));
  const key = createAuthenticator().register(credentialOptions.publicKey, server.url);
  const body = { method: 'passkey', traits, passkey_register: JSON.stringify(key) };
  const { session_token: token } = (await request(flow.ui.action, { body })).body;
  const carol: Pick<Person, 'api'> = {
    api: (path) => request(`${server.url}${path}`, { headers: { 'x-session-token': token } }),
  };
  assert.equal(await reads(carol, jar), true);
});

it('a grant to an address reaches whoever changes theirs to it', async () => {
  const bob = await register(server, 'bob');
  const jar = await sharedWith('robert@example.org');
  assert.equal(await reads(bob, jar), false);
  assert.equal(await changeAddress(bob, 'somebody@example.org'), 200);
  assert.equal(await reads(bob, jar), false);
  assert.equal(await changeAddress(bob, 'Robert@example.org'), 200);
  assert.equal(await reads(bob, jar), true);
});
