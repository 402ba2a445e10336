import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAuthenticator, type Overrides, type SoftwareAuthenticator } from '../support/authenticator.ts';
import { countedReasons, lastReason, nativeFlow, refused, submitNative } from '../support/contract.ts';
import { nodeValue, type Person, register, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { traitsOf } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await register(server, 'bob');
type Flow = Awaited<ReturnType<typeof nativeFlow>>;
const handleOf = ({ authenticator }: Person) => authenticator.credentials[0]!.userHandle;

describe('a passkey', () => {
  /** Goes as far as the submission that adds one on the account page, which the function that this answers sends. */
  async function almost(person: Person, authenticator: SoftwareAuthenticator, overrides: Overrides = {}, from?: Flow) {
    const flow = from ?? (await nativeFlow(server, 'settings/api', person));
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    const key = authenticator.register({ ...publicKey, excludeCredentials: [] }, server.url, overrides);
    const body = { method: 'passkey', passkey_settings_register: JSON.stringify(key) };
    return () => submitNative(flow, body, person);
  }
  const add = async (...given: Parameters<typeof almost>) => (await almost(...given))();
  const keysOf = async (person: Person) => (await person.api('/api/me/passkeys')).body.passkeys as { id: string }[];

  it('that was suspended or removed signs nobody in, from the next request on', async () => {
    const carol = await register(server, 'carol');
    const [first] = await keysOf(carol);
    const spare = createAuthenticator();
    assert.equal((await add(carol, spare)).status, 200);
    assert.equal((await carol.api(`/api/me/passkeys/${first!.id}/suspend`, { method: 'POST' })).status, 200);
    refused(await signIn(server, carol), 4000015);
    assert.equal((await carol.api(`/api/me/passkeys/${first!.id}/resume`, { method: 'POST' })).status, 200);
    assert.equal((await signIn(server, carol)).status, 200);
    assert.equal((await carol.api(`/api/me/passkeys/${first!.id}`, { method: 'DELETE' })).status, 204);
    refused(await signIn(server, carol), 4000015);
    assert.equal((await signIn(server, { authenticator: spare })).status, 200);
    const [last] = await keysOf(carol);
    const alone = await carol.api(`/api/me/passkeys/${last!.id}`, { method: 'DELETE' });
    assert.equal(alone.status, 409);
    assert.equal(alone.body.code, 'last_way_in');
    const hex = Buffer.from(spare.credentials[0]!.id, 'base64url').toString('hex');
    refused(
      await submitNative(
        await nativeFlow(server, 'settings/api', carol),
        { method: 'passkey', passkey_remove: hex },
        carol,
      ),
      4000001,
    );
  });

  it("of somebody else is not there: neither by its id nor by the wire's", async () => {
    const [theirs] = await keysOf(alice);
    bob.token = (await signIn(server, bob)).body.session_token;
    for (const [method, path] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/suspend'],
      ['POST', '/resume'],
    ] as const) {
      const send = (id: string) =>
        bob.api(`/api/me/passkeys/${id}${path}`, { method, ...(method === 'PATCH' ? { body: { name: 'x' } } : {}) });
      const foreign = await send(theirs!.id);
      const unknown = await send(crypto.randomUUID());
      assert.equal(foreign.status, 404);
      assert.deepEqual({ ...foreign.body, request_id: '' }, { ...unknown.body, request_id: '' });
    }
    const hex = Buffer.from(alice.authenticator.credentials[0]!.id, 'base64url').toString('hex');
    refused(
      await submitNative(
        await nativeFlow(server, 'settings/api', bob),
        { method: 'passkey', passkey_remove: hex },
        bob,
      ),
      4000001,
    );
    assert.equal((await signIn(server, alice)).status, 200);
  });

  it('is not registered twice, by its owner or by somebody else', async () => {
    const dora = await register(server, 'dora');
    const flow = await nativeFlow(server, 'settings/api', dora);
    const { publicKey } = JSON.parse(nodeValue(flow, 'passkey_create_data'));
    assert.deepEqual(
      publicKey.excludeCredentials.map(({ id }: { id: string }) => id),
      dora.authenticator.credentials.map(({ id }) => id),
    );
    assert.throws(() => dora.authenticator.register(publicKey, server.url), /InvalidStateError/);
    assert.equal(publicKey.user.id, handleOf(dora), 'the user handle stays the same');

    const key = createAuthenticator();
    const added = await add(dora, key, {}, flow);
    assert.equal(added.status, 200);
    // The credential id of dora's, attested under a challenge of erik's.
    const erik = await register(server, 'erik');
    for (const who of [dora, erik]) {
      const again = await nativeFlow(server, 'settings/api', who);
      const options = JSON.parse(nodeValue(again, 'passkey_create_data')).publicKey;
      const clone = createAuthenticator({ random: () => Buffer.from(key.credentials[0]!.id, 'base64url') });
      const copy = clone.register({ ...options, excludeCredentials: [] }, server.url);
      assert.equal(copy.id, key.credentials[0]!.id);
      refused(
        await submitNative(again, { method: 'passkey', passkey_settings_register: JSON.stringify(copy) }, who),
        4000001,
      );
      assert.equal(await lastReason(server, 'settings.failed'), 'credential_exists');
    }
  });

  it('is not registered with what is wrong in its ceremony', async () => {
    const frank = await register(server, 'frank');
    const cases: [Overrides, string][] = [
      [{ clientData: { origin: 'https://evil.example' } }, 'wrong_origin'],
      [{ clientData: { type: 'webauthn.get' } }, 'wrong_type'],
      [{ clientData: { crossOrigin: true } }, 'cross_origin'],
      [{ clientData: { challenge: 'AAAA' } }, 'challenge_spent'],
      [{ rpId: 'evil.example' }, 'wrong_rp_id'],
      [{ userPresent: false }, 'user_not_present'],
      [{ backupState: true }, 'bad_backup_flags'],
      [{ attestation: 'packed', flipSignature: true }, 'bad_attestation'],
    ];
    for (const [overrides, reason] of cases) {
      refused(await add(frank, createAuthenticator(), overrides), 4000001);
      assert.equal(await lastReason(server, 'settings.failed'), reason);
    }
    assert.equal((await keysOf(frank)).length, 1);
    const flow = await nativeFlow(server, 'registration/api');
    const traits = traitsOf('gina');
    const second = (await submitNative(flow, { method: 'profile', traits })).body;
    const { publicKey } = JSON.parse(nodeValue(second, 'passkey_create_data')).credentialOptions;
    const wrong = createAuthenticator().register(publicKey, server.url, { rpId: 'evil.example' });
    refused(await submitNative(flow, { method: 'passkey', traits, passkey_register: JSON.stringify(wrong) }), 4000001);
    assert.ok((await countedReasons(server)).includes('wrong_rp_id'));
  });

  it('too many are refused, a twenty-first', async () => {
    const heidi = await register(server, 'heidi');
    let flow: Flow;
    for (let count = 1; count < 20; count++) {
      const answer = await add(heidi, createAuthenticator(), {}, flow);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      flow = answer.body;
    }
    const refusal = await add(heidi, createAuthenticator(), {}, flow);
    refused(refusal, 4000001);
    assert.match(JSON.stringify(refusal.body), /You have 20 passkeys/);
    assert.equal((await keysOf(heidi)).length, 20);

    // Several at once cannot slip past the limit together.
    const [spare] = await keysOf(heidi);
    assert.equal((await heidi.api(`/api/me/passkeys/${spare!.id}`, { method: 'DELETE' })).status, 204);
    const racers = await Promise.all(Array.from({ length: 6 }, () => almost(heidi, createAuthenticator())));
    const answers = await Promise.all(racers.map((finish) => finish()));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal((await keysOf(heidi)).length, 20);
  });

  it('of one person is not removed twice at once until none is left', async () => {
    const ivan = await register(server, 'ivan');
    assert.equal((await add(ivan, createAuthenticator())).status, 200);
    const keys = await keysOf(ivan);
    const answers = await Promise.all(keys.map(({ id }) => ivan.api(`/api/me/passkeys/${id}`, { method: 'DELETE' })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
  });
});
