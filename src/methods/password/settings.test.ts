import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordSetting } from '../../../test/support/passwords.ts';
import type { Identity } from '../../identity/identity.ts';
import { passwordOf } from './credential.ts';

const old = 'correct horse battery staple';
const next = 'six wild geese over the moor';
const settingsOf = (identity: Identity) => ({ kind: 'settings', identity, session: { evidence: [] } });

test('a new password takes the place of the old one, and of the sessions that it opened', async (t) => {
  const { passwords, person, attempt, submit, identities, store } = await passwordSetting(t);
  const alice = await person('alice', old);
  const { id } = (await passwordOf(identities, store.read, alice.id))!;
  const { noted } = await submit(passwords.settings, attempt({ password: next }, settingsOf(alice)));
  assert.deepEqual(noted, [{ type: 'password.changed', details: { password: id }, removedCredential: id }]);
  const signIn = (password: string) => submit(passwords.proof, attempt({ identifier: 'alice@example.com', password }));
  assert.equal((await signIn(old)).refused?.reason, 'wrong_password');
  assert.ok((await signIn(next)).verified);
  assert.equal((await identities.credentials(store.read, alice.id, 'password')).length, 1);
});

test('the first password of a person, and one after a suspension, work', async (t) => {
  const { passwords, person, attempt, submit, identities, store } = await passwordSetting(t);
  const bob = await person('bob');
  const signIn = (password: string) => submit(passwords.proof, attempt({ identifier: 'bob@example.com', password }));
  await submit(passwords.settings, attempt({ password: old }, settingsOf(bob)));
  assert.ok((await signIn(old)).verified);
  const { id } = (await passwordOf(identities, store.read, bob.id))!;
  await store.write((tx) => identities.changeCredential(tx, id, { status: 'suspended' }));
  assert.equal((await signIn(old)).refused?.reason, 'wrong_password');
  await submit(passwords.settings, attempt({ password: next }, settingsOf(bob)));
  assert.ok((await signIn(next)).verified);
});

test('two that are set at the same moment leave one', async (t) => {
  const { passwords, person, attempt, submit, identities, store } = await passwordSetting(t);
  const bob = await person('bob');
  await Promise.all([old, next].map((password) => submit(passwords.settings, attempt({ password }, settingsOf(bob)))));
  assert.equal((await identities.credentials(store.read, bob.id, 'password')).length, 1);
});

test('a new password opens what wrong ones have closed', async (t) => {
  const { passwords, person, attempt, submit } = await passwordSetting(t);
  const alice = await person('alice', old);
  const signIn = (password: string) => submit(passwords.proof, attempt({ identifier: 'alice@example.com', password }));
  for (let index = 0; index < 6; index++) await signIn('wrong password');
  assert.equal((await signIn(old)).refused?.reason, 'throttled');
  await submit(passwords.settings, attempt({ password: next }, settingsOf(alice)));
  assert.ok((await signIn(next)).verified);
});

const refused: [name: string, body: object, id: number][] = [
  ['the old one', { password: old }, 4000039],
  ['none', {}, 4000002],
  ['an empty one', { password: '' }, 4000002],
  ['a short one', { password: 'short' }, 4000032],
  ['their address', { password: 'alice@example.com' }, 4000031],
];
for (const [name, body, id] of refused) {
  test(`${name} is no new password`, async (t) => {
    const { passwords, person, attempt, submit } = await passwordSetting(t);
    const alice = await person('alice', old);
    const { refused: no } = await submit(passwords.settings, attempt(body, settingsOf(alice)));
    assert.deepEqual(
      no!.messages.map(({ node, message }) => [node, message.id]),
      [['password', id]],
    );
  });
}

test('an imported password is known again as the old one', async (t) => {
  const { passwords, person, attempt, submit } = await passwordSetting(t);
  const carol = await person('carol', { imported: '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' });
  const { refused: no } = await submit(passwords.settings, attempt({ password: 'password' }, settingsOf(carol)));
  assert.equal(no?.reason, 'same_password');
});

test('the form is one field for a new password, and every submission needs a fresh proof', async (t) => {
  const { passwords, nodes, attempt } = await passwordSetting(t);
  const [field, button] = await nodes(passwords.settings as never);
  assert.equal(field!.attributes['autocomplete'], 'new-password');
  assert.deepEqual(
    [button!.attributes['value'], button!.meta.label?.id, button!.group],
    ['password', 1070003, 'password'],
  );
  assert.equal(passwords.settings.privileged(attempt({})), true);
  assert.equal(passwords.settings.adds?.(attempt({})), true);
});
