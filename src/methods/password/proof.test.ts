import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordSetting, told } from '../../../test/support/passwords.ts';
import { message } from '../messages.ts';
import { passwordOf } from './credential.ts';

const password = 'correct horse battery staple';
const bcryptOfAbc = '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i';

test('a password proves who somebody is, by their address in any spelling', async (t) => {
  const { passwords, person, attempt, submit, clock, identities, store } = await passwordSetting(t);
  const alice = await person('alice', password);
  for (const identifier of ['alice@example.com', ' Alice@Example.COM ']) {
    const { verified, noted } = await submit(passwords.proof, attempt({ identifier, password }));
    assert.equal(verified?.identity.id, alice.id);
    assert.deepEqual(noted, []);
    const { id, lastUsedAt, lastUsedIp } = (await passwordOf(identities, store.read, alice.id))!;
    assert.deepEqual([lastUsedAt, lastUsedIp], [clock(), '192.0.2.7']);
    assert.deepEqual(verified.evidence, {
      method: 'password',
      channel: null,
      user_verified: false,
      device_bound: false,
      attested: false,
      credential: id,
      at: clock(),
    });
  }
});

test('the name of the field from before, and the identifier of the page before, are understood', async (t) => {
  const { passwords, person, attempt, submit } = await passwordSetting(t);
  await person('alice', password);
  for (const given of [
    attempt({ password_identifier: 'alice@example.com', password }),
    attempt({ password }, { identifier: 'alice@example.com' }),
  ]) {
    assert.ok((await submit(passwords.proof, given)).verified);
  }
});

test('whoever guesses hears the same, and waits for the same work, whoever they ask for', async (t) => {
  const { passwords, person, attempt, submit, hashing, identities, store } = await passwordSetting(t);
  await person('alice', password);
  await person('bob');
  await person('carol', { imported: bcryptOfAbc });
  const trent = await person('trent', password);
  const mallory = await person('mallory', password);
  await store.write(async (tx) => {
    await identities.setState(tx, trent.id, 'inactive');
    const { id } = (await passwordOf(identities, tx, mallory.id))!;
    await identities.changeCredential(tx, id, { status: 'suspended' });
  });
  const guesses: [name: string, password: string, reason: string][] = [
    ['alice', 'wrong password', 'wrong_password'],
    ['bob', password, 'wrong_password'],
    ['carol', 'wrong password', 'wrong_password'],
    ['nobody', password, 'unknown_identifier'],
    ['trent', password, 'wrong_password'],
    ['mallory', password, 'wrong_password'],
  ];
  for (const [name, guess, reason] of guesses) {
    const before = hashing.calls;
    const body = { identifier: `${name}@example.com`, password: guess };
    const { refused } = await submit(passwords.proof, attempt(body));
    assert.equal(hashing.calls - before, 1, name);
    assert.deepEqual(
      told(refused!),
      { messages: [{ message: message(4000006) }], retryAfterSeconds: undefined, status: undefined },
      name,
    );
    assert.equal(refused!.reason, reason, name);
    assert.equal(refused!.identity !== undefined, name !== 'nobody', 'it belongs into the history of its person');
  }
});

test('a known and an unknown identifier are throttled and closed alike', async (t) => {
  const { passwords, person, attempt, submit, hashing, clock } = await passwordSetting(t);
  await person('alice', password);
  /** What is heard at each attempt, waits included, until nothing helps any more. */
  async function heard(name: string) {
    const all: object[] = [];
    for (let index = 0; index < 220; index++) {
      // Two spellings of one identifier share a count.
      const identifier = index % 2 ? `${name}@example.com` : ` ${name.toUpperCase()}@Example.com`;
      const { refused } = await submit(passwords.proof, attempt({ identifier, password: 'wrong password' }));
      all.push(told(refused!));
      const { retryAfterSeconds = 0 } = refused!;
      clock.advance({ seconds: Math.min(retryAfterSeconds, 3600) });
    }
    return all;
  }
  const known = await heard('alice');
  const calls = hashing.calls;
  const unknown = await heard('nobody');
  assert.deepEqual(unknown, known);
  assert.equal(hashing.calls - calls, calls - 1, 'the same work; one more made the password');
  assert.equal(calls, 101, 'closed after a hundred');
});

test('a throttled password is not looked at, and nobody’s history is filled by it', async (t) => {
  const { passwords, person, attempt, submit, hashing, clock } = await passwordSetting(t);
  await person('alice', password);
  const guess = (given: string) =>
    submit(passwords.proof, attempt({ identifier: 'alice@example.com', password: given }));
  for (let index = 0; index < 5; index++) await guess('wrong password');
  const before = hashing.calls;
  const { refused } = await guess(password);
  assert.equal(refused!.reason, 'throttled');
  assert.equal(refused!.identity, undefined);
  assert.equal(hashing.calls, before);
  clock.advance({ seconds: refused!.retryAfterSeconds! });
  assert.ok((await guess(password)).verified);
  for (let index = 0; index < 4; index++)
    assert.equal((await guess('wrong password')).refused!.reason, 'wrong_password');
});

test('wrong passwords close no other way in, nor the password of anybody else', async (t) => {
  const { passwords, person, attempt, submit, attempts, store } = await passwordSetting(t);
  const alice = await person('alice', password);
  await person('bob', password);
  const guess = (identifier: string, given: string) =>
    submit(passwords.proof, attempt({ identifier, password: given }));
  for (let index = 0; index < 6; index++) await guess('alice@example.com', 'wrong password');
  assert.ok((await guess('bob@example.com', password)).verified);
  assert.equal(await store.write((tx) => attempts.reserve(tx, alice.id, 'totp')), null);
});

test('parallel guesses are counted in full', async (t) => {
  const { passwords, person, attempt, submit } = await passwordSetting(t);
  await person('alice', password);
  const guesses = Array.from({ length: 12 }, (_, index) =>
    submit(passwords.proof, attempt({ identifier: 'alice@example.com', password: `wrong password ${index}` })),
  );
  const reasons = (await Promise.all(guesses)).map(({ refused }) => refused!.reason);
  assert.equal(reasons.filter((reason) => reason === 'wrong_password').length, 5);
});

test('an attempt that nobody had time for does not count, known or not', async (t) => {
  const { passwords, person, attempt, submit, hashing } = await passwordSetting(t);
  await person('alice', password);
  const guess = (name: string) => submit(passwords.proof, attempt({ identifier: `${name}@example.com`, password }));
  hashing.busy = true;
  for (const name of ['alice', 'nobody']) {
    for (let index = 0; index < 20; index++) await assert.rejects(guess(name), { code: 'busy', status: 503 });
  }
  hashing.busy = false;
  assert.ok((await guess('alice')).verified);
  assert.equal((await guess('nobody')).refused!.reason, 'unknown_identifier');
});

test('a sign-in with an imported hash leaves one of today, a wrong one leaves it', async (t) => {
  const { passwords, person, attempt, submit, identities, store } = await passwordSetting(t);
  const carol = await person('carol', { imported: bcryptOfAbc });
  const stored = async () => (await passwordOf(identities, store.read, carol.id))!.data.hash;
  const guess = (given: string) =>
    submit(passwords.proof, attempt({ identifier: 'carol@example.com', password: given }));
  await guess('abcd');
  assert.equal(await stored(), bcryptOfAbc);
  assert.ok((await guess('abc')).verified);
  assert.match(await stored(), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.ok((await guess('abc')).verified);
});

test('a password that was changed or suspended while it was checked is refused', async (t) => {
  const { passwords, person, attempt, submit, identities, store } = await passwordSetting(t);
  const alice = await person('alice', password);
  const given = attempt({ identifier: 'alice@example.com', password });
  const another = await passwords.hash('another password');
  const again = await passwords.hash(password);
  const suspend = async () => {
    const { id } = (await passwordOf(identities, store.read, alice.id))!;
    await store.write((tx) => identities.changeCredential(tx, id, { status: 'suspended' }));
  };
  for (const meanwhile of [
    () => store.write((tx) => passwords.set(tx, alice.id, another)),
    async () => {
      await store.write((tx) => passwords.set(tx, alice.id, again));
      await suspend();
    },
  ]) {
    await store.write((tx) => passwords.set(tx, alice.id, again));
    const { refused } = await submit(passwords.proof, given, meanwhile);
    assert.equal(refused?.messages[0]?.message.id, 4000006);
  }
});

const incomplete: [body: object, nodes: string[]][] = [
  [{}, ['identifier', 'password']],
  [{ identifier: '', password: '' }, ['identifier', 'password']],
  [{ identifier: 'alice@example.com' }, ['password']],
  [{ password }, ['identifier']],
  [{ identifier: ['alice@example.com'], password: { length: 9 } }, ['identifier', 'password']],
  [{ identifier: 'alice@example.com', password: 12345678 }, ['password']],
];
for (const [body, names] of incomplete) {
  test(`${JSON.stringify(body)} asks for ${names.join(' and ')}, and counts for nobody`, async (t) => {
    const { passwords, attempt, submit, hashing, store } = await passwordSetting(t);
    const { refused } = await submit(passwords.proof, attempt(body));
    assert.deepEqual(
      refused!.messages.map(({ node, message: { id } }) => [node, id]),
      names.map((name) => [name, 4000002]),
    );
    assert.equal(hashing.calls, 0);
    assert.deepEqual(await store.read.selectFrom('attempt').selectAll().execute(), []);
  });
}

test('who is signed in proves themselves, whatever identifier they send', async (t) => {
  const { passwords, person, attempt, submit } = await passwordSetting(t);
  const alice = await person('alice', password);
  await person('mallory', 'password of mallory');
  const refresh = { identity: alice, session: { evidence: [] }, refresh: true };
  const asMallory = { identifier: 'mallory@example.com', password: 'password of mallory' };
  assert.equal((await submit(passwords.proof, attempt(asMallory, refresh))).refused!.reason, 'wrong_password');
  const { verified } = await submit(passwords.proof, attempt({ password }, refresh));
  assert.equal(verified!.identity.id, alice.id);
});

test('the form is offered where a password can help', async (t) => {
  const { passwords, person, attempt, submit, nodes } = await passwordSetting(t);
  const alice = await person('alice', password);
  const bob = await person('bob');
  const byPassword = { evidence: [{ method: 'password' }] };
  const byCode = { evidence: [{ method: 'code' }] };
  const cases: [name: string, facts: object, label: number | null][] = [
    ['a first proof', {}, 1010022],
    ['once more', { identity: alice, session: byPassword, refresh: true }, 1010001],
    ['a second proof after a password', { identity: alice, session: byPassword }, null],
    ['a second proof after a code', { identity: alice, session: byCode }, 1010022],
    ['somebody without a password', { identity: bob, session: byCode, refresh: true }, null],
    ['one action', { kind: 'step_up', identity: alice, session: byCode, refresh: true }, null],
  ];
  for (const [name, facts, label] of cases) {
    const shown = await nodes(passwords.proof as never, facts);
    assert.equal(shown[1]?.meta.label?.id ?? null, label, name);
  }
  const refused = await submit(passwords.proof, attempt({ password }, { kind: 'step_up', identity: alice }));
  assert.equal(refused.refused!.messages[0]!.message.id, 4010002);

  const [field, button] = await nodes(passwords.proof as never);
  assert.deepEqual(field!.attributes, {
    name: 'password',
    type: 'password',
    required: true,
    autocomplete: 'current-password',
    disabled: false,
    node_type: 'input',
  });
  assert.equal(field!.meta.label?.id, 1070001);
  assert.deepEqual(
    [button!.attributes['name'], button!.attributes['value'], button!.group],
    ['method', 'password', 'password'],
  );
});
