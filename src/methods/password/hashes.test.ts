import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/support/temporary.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import { createHashes } from './hashes.ts';

/** The real hash, and how often it was asked for. */
function counting() {
  let calls = 0;
  const hashes = createHashes({
    random: seededRandom('hashes'),
    hash: (secret, salt) => {
      calls++;
      return slowHash(secret, salt);
    },
  });
  return {
    ...hashes,
    async callsOf<T>(work: () => Promise<T>): Promise<{ calls: number; result: T }> {
      const before = calls;
      const result = await work();
      return { calls: calls - before, result };
    },
  };
}

const password = 'correct horse battery staple';
const sha = { hash: '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=' };
const weaker = {
  hash: '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
};

test('a hash is a PHC string with a salt of its own', async () => {
  const { make } = counting();
  const [one, another] = [await make(password), await make(password)];
  assert.match(one.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(one.hash, another.hash);
});

test('our own PHC strings are what every other reader of the format takes for argon2id', async () => {
  const { make } = counting();
  const { readImported } = await import('./imported/imported.ts');
  const read = readImported((await make(password)).hash);
  assert.ok('check' in read);
  assert.equal(await read.check(password), true);
});

test('every check costs one slow hash, whatever there is to compare with', async () => {
  const { make, check, callsOf } = counting();
  const ours = await make(password);
  const cases = [
    ['right', password, ours, true],
    ['wrong', 'wrong', ours, false],
    ['no password', password, null, false],
    ['imported, right', 'password', sha, true],
    ['imported, wrong', 'wrong', sha, false],
    ['another cost, right', 'password', weaker, true],
    ['another cost, wrong', 'wrong', weaker, false],
  ] as const;
  for (const [name, given, stored, right] of cases) {
    const { calls, result } = await callsOf(() => check(given, stored));
    assert.equal(calls, 1, name);
    assert.equal(result.right, right, name);
  }
});

test('a right password gets a hash of today in place of an imported one, a wrong one does not', async () => {
  const { make, check } = counting();
  assert.equal((await check(password, await make(password))).renewed, null);
  assert.equal((await check('wrong', sha)).renewed, null);
  assert.equal((await check('wrong', null)).renewed, null);
  for (const stored of [sha, weaker]) {
    const { renewed } = await check('password', stored);
    assert.match(renewed!.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.deepEqual(await check('password', renewed), { right: true, renewed: null });
  }
});

const same: [made: string, given: string, right: boolean][] = [
  ['Pa\u0308sswort', 'P\u00e4sswort', true],
  ['\uff50\uff41\uff53\uff53word', 'password', true],
  ['Password', 'password', false],
  ['password ', 'password', false],
  ['p\u0000assword', 'p', false],
  [`${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`, false],
  ['\u{1f41d}'.repeat(250), '\u{1f41d}'.repeat(250), true],
  ['\u{1f41d}'.repeat(250), '\u{1f41d}'.repeat(249), false],
];
for (const [made, given, right] of same) {
  test(`${JSON.stringify(made).slice(0, 30)} and ${JSON.stringify(given).slice(0, 30)} are ${right ? 'one' : 'two'}`, async () => {
    const { make, check } = counting();
    assert.equal((await check(given, await make(made))).right, right);
  });
}

test('an imported hash is checked with the bytes as they were typed', async () => {
  const { check, imported } = counting();
  const { hash: bcrypt } = await import('bcryptjs');
  const decomposed = 'Pa\u0308sswort';
  const stored = imported(await bcrypt(decomposed, 4));
  const { right, renewed } = await check(decomposed, stored);
  assert.equal(right, true);
  assert.equal((await check('P\u00e4sswort', renewed)).right, true);
});

test('what cannot be checked cannot be imported', () => {
  const { imported } = counting();
  assert.throws(() => imported('$md5$x'), { code: 'password_not_importable', status: 400 });
  assert.deepEqual(imported(sha.hash), sha);
});
