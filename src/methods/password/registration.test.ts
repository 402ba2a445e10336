import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordSetting } from '../../../test/support/passwords.ts';
import { passwordOf } from './credential.ts';

const password = 'correct horse battery staple';

test('a registration leaves a password that signs in, and the proof of it', async (t) => {
  const { passwords, person, attempt, submit, identities, store, clock } = await passwordSetting(t);
  const alice = await person('alice');
  const registration = { identityId: alice.id, traits: alice.traits };
  const done = await submit(passwords.registration, attempt({ password }, { kind: 'registration', registration }));
  const { id } = (await passwordOf(identities, store.read, alice.id))!;
  const { method, credential, at, user_verified } = done.verified!.evidence;
  assert.deepEqual([method, credential, at, user_verified], ['password', id, clock(), false]);
  assert.deepEqual(done.noted, [{ type: 'password.changed', details: { password: id } }]);
  const signIn = await submit(passwords.proof, attempt({ identifier: 'alice@example.com', password }));
  assert.ok(signIn.verified);
});

const refused: [name: string, body: object, id: number][] = [
  ['none', {}, 4000002],
  ['a short one', { password: 'short' }, 4000032],
  ['the address that registers', { password: 'mallory@example.com' }, 4000031],
  ['an endless one', { password: 'x'.repeat(2000) }, 4000033],
];
for (const [name, body, id] of refused) {
  test(`${name} is no password to register with`, async (t) => {
    const { passwords, attempt, submit, hashing } = await passwordSetting(t);
    const registration = { identityId: 'new', traits: { email: 'mallory@example.com' } };
    const { refused: no } = await submit(passwords.registration, attempt(body, { kind: 'registration', registration }));
    assert.deepEqual(
      no!.messages.map(({ node, message }) => [node, message.id]),
      [['password', id]],
    );
    assert.equal(hashing.calls, 0, 'nothing slow is done for it');
  });
}

test('the form is one field and its button', async (t) => {
  const { passwords, nodes } = await passwordSetting(t);
  const shown = await nodes(passwords.registration as never);
  assert.deepEqual(
    shown.map(({ group, attributes, meta }) => [group, attributes['name'], attributes['type'], meta.label?.id]),
    [
      ['password', 'password', 'password', 1070001],
      ['password', 'method', 'submit', 1040001],
    ],
  );
  assert.equal(shown[0]!.attributes['autocomplete'], 'new-password');
});

test('the operator imports clear passwords of any strength, but no empty or endless ones', async (t) => {
  const { passwords } = await passwordSetting(t);
  assert.match((await passwords.hash('short')).hash, /^\$argon2id\$/);
  for (const plain of ['', 'x'.repeat(1025)]) {
    await assert.rejects(passwords.hash(plain), { code: 'password_not_importable', status: 400 });
  }
});
