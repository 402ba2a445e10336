import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleOrigin } from '../../../test/support/relying-party.ts';
import { optionsOf, plainKey, reasonOf, securityKeyBench } from '../../../test/support/security-keys.ts';
import type { Evidence } from '../../assurance/evidence.ts';
import type { Strategy } from '../strategy.ts';

const button = 'webauthn_register_trigger';

test('a key is asked for with a touch only, and never twice', async (t) => {
  const { keys, settings, enrol, alice } = await securityKeyBench(t);
  const key = plainKey();
  await enrol(key);
  const flow = await settings();
  const options = await optionsOf(keys.settings as Strategy<never>, flow, button);
  assert.equal(options.user.id, alice.userHandle);
  assert.equal(options.attestation, 'none');
  assert.equal(options.authenticatorSelection.userVerification, 'discouraged');
  assert.equal(options.authenticatorSelection.residentKey, 'discouraged');
  assert.deepEqual(
    options.excludeCredentials.map(({ id }: { id: string }) => id),
    [key.credentials[0]!.id],
  );
  assert.throws(() => key.register(options, exampleOrigin), /InvalidStateError/);
});

test('the page lists the keys by name, and calls the helper with the options', async (t) => {
  const { keys, settings, enrol } = await securityKeyBench(t);
  const key = plainKey();
  await enrol(key, { name: 'Blue key' });
  await enrol(plainKey());
  const nodes = await keys.settings.nodes(await settings());
  assert.deepEqual(
    nodes.map(({ attributes }) => attributes['name']),
    ['webauthn_remove', 'webauthn_remove', 'webauthn_register_displayname', 'webauthn_register', button],
  );
  assert.deepEqual(
    nodes.slice(0, 2).map(({ meta }) => meta.label!.context!['display_name']),
    ['Blue key', 'Security key'],
  );
  assert.equal(nodes[0]!.attributes['value'], Buffer.from(key.credentials[0]!.id, 'base64url').toString('hex'));
  assert.equal(nodes[0]!.attributes['disabled'], false, 'beside a first proof it is no way in');
  const trigger = nodes.at(-1)!.attributes;
  assert.equal(trigger['onclickTrigger'], 'oryWebAuthnRegistration');
  assert.equal(trigger['onclick'], `window.oryWebAuthnRegistration(${trigger['value']})`);
});

test('an enrolled key is written down and has proven itself', async (t) => {
  const { enrol, list } = await securityKeyBench(t);
  const { verified, noted } = await enrol(plainKey());
  const [key] = await list();
  assert.deepEqual(noted, [{ type: 'security_key.added', details: { security_key: key!.id } }]);
  const { evidence } = verified as { evidence: Evidence };
  const { method, user_verified, device_bound, credential } = evidence;
  assert.deepEqual(
    { method, user_verified, device_bound, credential },
    {
      method: 'webauthn',
      user_verified: false,
      device_bound: true,
      credential: key!.id,
    },
  );
});

test('the answer of the browser works once', async (t) => {
  const { keys, enrol, submit } = await securityKeyBench(t);
  const { flow, body } = await enrol(plainKey());
  assert.equal(reasonOf((await submit(keys.settings, flow, body)).stopped), 'challenge_spent');
});

test('a name of control characters is refused at its field', async (t) => {
  const { keys, settings, submit, list } = await securityKeyBench(t);
  const flow = await settings();
  const options = await optionsOf(keys.settings as Strategy<never>, flow, button);
  const response = JSON.stringify(plainKey().register(options, exampleOrigin));
  const body = { webauthn_register: response, webauthn_register_displayname: 'Key\u0000' };
  const { stopped } = await submit(keys.settings, flow, body);
  assert.equal(reasonOf(stopped), 'invalid_name');
  assert.equal((stopped as { messages: { node: string }[] }).messages[0]!.node, 'webauthn_register_displayname');
  assert.equal((await list()).length, 0);
});

test('a key is removed by its owner only', async (t) => {
  const { keys, settings, enrol, submit, list, person, alice } = await securityKeyBench(t);
  const key = plainKey();
  await enrol(key);
  const mallory = await person('mallory');
  const body = { webauthn_remove: Buffer.from(key.credentials[0]!.id, 'base64url').toString('hex') };
  const foreign = await submit(keys.settings, await settings({ identity: mallory }), body);
  assert.equal(reasonOf(foreign.stopped), 'unknown_credential');
  const [stored] = await list();
  const { verified, noted } = await submit(keys.settings, await settings(), body);
  assert.deepEqual((verified as { removes: object }).removes, { method: 'webauthn', credential: stored!.id });
  assert.deepEqual(noted, [
    { type: 'security_key.removed', details: { security_key: stored!.id }, removedCredential: stored!.id },
  ]);
  assert.deepEqual(await list(alice.id), []);
});

test('two that remove one key at once have one effect, and no failure', async (t) => {
  const { keys, settings, enrol, submit } = await securityKeyBench(t);
  const key = plainKey();
  await enrol(key);
  const flow = await settings();
  const body = { webauthn_remove: Buffer.from(key.credentials[0]!.id, 'base64url').toString('hex') };
  const results = await Promise.all([submit(keys.settings, flow, body), submit(keys.settings, flow, body)]);
  assert.deepEqual(results.map(({ stopped }) => reasonOf(stopped)).sort(), ['unknown_credential', null].sort());
});

test('the last passwordless key stays', async (t) => {
  const { keys, settings, enrol, submit, list } = await securityKeyBench(t, { passwordless: true });
  const [first, second] = [plainKey(), plainKey()];
  const remove = async (key: typeof first) =>
    submit(keys.settings, await settings(), {
      webauthn_remove: Buffer.from(key.credentials[0]!.id, 'base64url').toString('hex'),
    });
  await enrol(first);
  const [only] = await keys.settings.nodes(await settings());
  assert.equal(only!.attributes['disabled'], true);
  assert.equal(reasonOf((await remove(first)).stopped), 'last_way_in');
  await enrol(second);
  assert.equal((await remove(first)).stopped, null);
  assert.equal((await list()).length, 1);
});

test('nobody has more than twenty', async (t) => {
  const { enrol, list } = await securityKeyBench(t);
  for (let count = 0; count < 20; count++) await enrol(plainKey());
  await assert.rejects(enrol(plainKey()), /too_many_security_keys/);
  assert.equal((await list()).length, 20);
});

test('native clients are shown nothing', async (t) => {
  const { keys, settings } = await securityKeyBench(t);
  const flow = await settings({ client: 'api' });
  assert.equal(flow.prepared['webauthn'], null);
  assert.deepEqual(await keys.settings.nodes(flow), []);
});
