import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { CreateIdentityBody } from '@ory/kratos-client';
import type { OperatorChange } from '../../src/http/admin/identity-changes.ts';
import { check } from '../support/contract.ts';
import { operatorOf } from '../support/operator.ts';
import { type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app } = server;
const operator = operatorOf(server);
const { sdk } = operator;

let people = 0;
const somebody = (): Promise<Person> => register(server, `person${people++}`);
const whoami = ({ token }: Person) =>
  request(`${server.url}/sessions/whoami`, { headers: { 'x-session-token': token } });
const traits = () => ({ email: `import${people++}@example.com` });
const shown = async (
  id: string,
  ...includeCredential: ('passkey' | 'webauthn' | 'password' | 'totp' | 'lookup_secret')[]
) => (await sdk.getIdentity({ id, includeCredential })).data.credentials!;
/** The SDK has no type for keys in an import, the contract has. */
const bring = async (credentials: object, more: object = {}) =>
  (
    await sdk.createIdentity({
      createIdentityBody: { schema_id: 'default', traits: traits(), ...more, credentials } as CreateIdentityBody,
    })
  ).data;

/** A person's passkeys as the operator reads them, after which the person is gone. */
async function exported() {
  const person = await somebody();
  const { config } = (await shown(person.identityId, 'passkey'))['passkey']!;
  await sdk.deleteIdentity({ id: person.identityId });
  return { person, config: config as { credentials: Record<string, unknown>[]; user_handle: string } };
}

describe('an import', () => {
  it('of passkeys lets their owner sign in with them', async () => {
    const { person, config } = await exported();
    assert.match(String(config.credentials[0]!['id']), /^[A-Za-z0-9+/]+={0,2}$/);
    assert.equal((await signIn(server, person)).status, 400);
    const { id } = await bring({ passkey: { config } });
    const { status, body } = await signIn(server, person);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.session.identity.id, body.session.authenticator_assurance_level], [id, 'aal2']);
    const again = (await shown(id, 'passkey'))['passkey']!;
    const key = { ...config.credentials[0], added_at: undefined };
    assert.partialDeepStrictEqual(again.config, { user_handle: config.user_handle });
    assert.deepEqual({ ...(again.config as typeof config).credentials[0], added_at: undefined }, key);
    const event = (await app.audit.list({ type: 'identity.created', limit: 1 })).events[0]!;
    assert.equal(event.details['imported'], 'passkey');
  });

  it('of passkeys in base64url without padding, with the least that they have', async () => {
    const { person, config } = await exported();
    const plain = (text: unknown) => Buffer.from(String(text), 'base64').toString('base64url');
    const [{ id, public_key } = {}] = config.credentials;
    const credentials = [{ id: plain(id), public_key: plain(public_key) }];
    await bring({ passkey: { config: { credentials, user_handle: plain(config.user_handle) } } });
    assert.equal((await signIn(server, person)).status, 200);
  });

  it('of a key that another product saw copied waits for the operator', async () => {
    const { person, config } = await exported();
    const credentials = config.credentials.map((key) => ({ ...key, authenticator: { clone_warning: true } }));
    const { id } = await bring({ passkey: { config: { ...config, credentials } } });
    assert.equal((await signIn(server, person)).status, 400);
    assert.equal((await app.identities.credentials(app.store.read, id))[0]!.status, 'suspended');
  });

  it('of security keys keeps them beside passkeys', async () => {
    const [a, b] = [await exported(), await exported()];
    const { id } = await bring({ passkey: { config: a.config }, webauthn: { config: b.config } });
    const { webauthn, passkey } = await shown(id, 'webauthn', 'passkey');
    assert.partialDeepStrictEqual(webauthn!.config, { credentials: [{ id: b.config.credentials[0]!['id'] }] });
    assert.partialDeepStrictEqual(passkey!.config, { user_handle: a.config.user_handle });
  });

  it('of a key or a user handle that somebody has is a conflict that leaves nothing', async () => {
    const { config } = await exported();
    await bring({ passkey: { config } });
    const before = await app.identities.count(app.store.read);
    const post = (credentials: object) =>
      operator.call('/admin/identities', { body: { schema_id: 'default', traits: traits(), credentials } });
    check(await post({ passkey: { config } }), { status: 409, id: 'user_handle_taken' });
    check(await post({ passkey: { config: { credentials: config.credentials } } }), {
      status: 409,
      id: 'credential_exists',
    });
    const twice = { credentials: [config.credentials[0], config.credentials[0]] };
    check(await post({ passkey: { config: twice } }), { status: 409, id: 'credential_exists' });
    assert.equal(await app.identities.count(app.store.read), before);
  });

  it('by a replacement belongs to the user handle of the identity', async () => {
    const { config } = await exported();
    const { id, traits: theirs } = await bring({});
    const put = (passkey: object) =>
      operator.call(`/admin/identities/${id}`, {
        method: 'PUT',
        body: { schema_id: 'default', state: 'active', traits: theirs, credentials: { passkey } },
      });
    check(await put({ config }), { status: 400, id: 'invalid_credential' });
    assert.equal((await put({ config: { credentials: config.credentials } })).status, 200);
    assert.ok((await shown(id))['passkey']);
  });

  const key = { id: 'AAAA', public_key: 'AAAA' };
  const keys: [what: string, config: unknown][] = [
    ['nothing', {}],
    ['a list of nothing', { credentials: [] }],
    ['21 keys', { credentials: Array(21).fill(key) }],
    ['a text for a key', { credentials: ['x'] }],
    ['no public key', { credentials: [{ id: 'AAAA' }] }],
    ['a public key that is none', { credentials: [key] }],
    ['an id that is no base64', { credentials: [{ ...key, id: 'a b' }] }],
    ['an id of one character', { credentials: [{ ...key, id: 'A' }] }],
    ['an id without end', { credentials: [{ ...key, id: 'A'.repeat(2000) }] }],
    ['a user handle without end', { credentials: [key], user_handle: 'A'.repeat(200) }],
    ['an empty user handle', { credentials: [key], user_handle: '' }],
    ['a number for a user handle', { credentials: [key], user_handle: 7 }],
  ];
  const flawed: [what: string, more: object][] = [
    ['a counter below zero', { authenticator: { sign_count: -1 } }],
    ['a counter that is a text', { authenticator: { sign_count: '1' } }],
    ['a short aaguid', { authenticator: { aaguid: 'AAAA' } }],
    ['a backup of what cannot be backed up', { flags: { backup_eligible: false, backup_state: true } }],
    ['a flag that is a text', { flags: { backup_eligible: 'true' } }],
    ['transports that are numbers', { transport: [1] }],
    ['a name that is a list', { display_name: [] }],
    ['a name of a line break', { display_name: 'a\nb' }],
  ];
  it('of keys that cannot be used is refused', async () => {
    const { config } = await exported();
    const [good] = config.credentials;
    const all = [...keys, ...flawed.map(([what, more]) => [what, { credentials: [{ ...good, ...more }] }] as const)];
    for (const [what, bad] of all) {
      for (const type of ['passkey', 'webauthn']) {
        const body = { schema_id: 'default', traits: traits(), credentials: { [type]: { config: bad } } };
        const answer = await operator.call('/admin/identities', { body });
        assert.equal(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
      }
    }
  });

  for (const credentials of [
    { lookup_secret: { config: { recovery_codes: [{ code: 'abcdefgh' }] } } },
    { totp: { config: { totp_url: 'otpauth://hotp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' } } },
    { password: { config: { hashed_password: '$2a$10$x' } } },
    { password: { config: { use_password_migration_hook: true } } },
  ]) {
    it(`of ${Object.keys(credentials)} in an unusable way or for a method that is off is refused`, async () => {
      const body = { schema_id: 'default', traits: traits(), credentials };
      const { status, body: answer } = await operator.call('/admin/identities', { body });
      assert.equal(status, 400, JSON.stringify(answer));
      assert.doesNotMatch(JSON.stringify(answer), /abcdefgh|JBSWY|\$2a/, 'a secret is not repeated');
    });
  }
});

describe('credentials of somebody', () => {
  it('are shown without what could be used to sign in', async () => {
    const person = await somebody();
    await app.store.write((tx) =>
      app.identities.addCredential(tx, {
        identityId: person.identityId,
        type: 'totp',
        identifier: null,
        name: 'App',
        data: { secret: 'canary' },
      }),
    );
    const credentials = await shown(person.identityId, 'passkey', 'totp', 'password', 'lookup_secret');
    assert.deepEqual(Object.keys(credentials), ['totp', 'webauthn', 'passkey', 'code']);
    assert.deepEqual(credentials['totp']!.config, {});
    assert.equal(credentials['code']!.config, undefined, 'only what was asked for');
    assert.doesNotMatch(JSON.stringify(credentials), /canary/);
  });

  it('are removed by type, passkeys included, and end every session', async (t) => {
    const person = await somebody();
    const told: OperatorChange[] = [];
    app.tellPerson = async (_tx, change) => void told.push(change);
    t.after(() => delete app.tellPerson);
    assert.equal((await whoami(person)).status, 200);
    const path = `/admin/identities/${person.identityId}/credentials/passkey`;
    assert.equal((await operator.call(path, { method: 'DELETE' })).status, 204);
    assert.equal((await whoami(person)).status, 401);
    assert.equal((await signIn(server, person)).status, 400);
    check(await operator.call(path, { method: 'DELETE' }), { status: 404, id: null });
    const event = (await app.audit.list({ type: 'credential.removed', limit: 1 })).events[0]!;
    assert.deepEqual(event.details, { type: 'passkey', credentials: 1 });
    assert.equal(event.actor, null);
    assert.deepEqual(
      told.map(({ type, identity }) => [type, identity.id]),
      [['credential.removed', person.identityId]],
    );
  });

  it('are removed one by one by the id of the key', async () => {
    const [a, b] = [await exported(), await exported()];
    const { id } = await bring({
      passkey: { config: { credentials: [...a.config.credentials, ...b.config.credentials] } },
    });
    const [first, second] = [a, b].map(({ config }) => String(config.credentials[0]!['id']));
    const remove = (identifier: string) =>
      operator.call(`/admin/identities/${id}/credentials/passkey?identifier=${encodeURIComponent(identifier)}`, {
        method: 'DELETE',
      });
    check(await remove('AAAA'), { status: 404, id: null });
    assert.equal((await remove(first!)).status, 204);
    const { config } = (await shown(id, 'passkey'))['passkey']!;
    assert.deepEqual(
      (config as { credentials: { id: string }[] }).credentials.map((key) => key.id),
      [second],
    );
  });

  it('are backup codes as well', async () => {
    const person = await somebody();
    const { ui } = (await person.api('/self-service/settings/api')).body;
    for (const step of [{ lookup_secret_regenerate: true }, { lookup_secret_confirm: true }]) {
      await person.api(new URL(ui.action).pathname + new URL(ui.action).search, {
        body: { method: 'lookup_secret', ...step },
      });
    }
    const { lookup_secret } = await shown(person.identityId, 'lookup_secret');
    assert.deepEqual([lookup_secret!.identifiers, lookup_secret!.config], [[person.identityId], {}]);
    await sdk.deleteIdentityCredentials({ id: person.identityId, type: 'lookup_secret' });
    assert.equal((await app.backupCodes.count(app.store.read, person.identityId)).total, 0);
  });
});
