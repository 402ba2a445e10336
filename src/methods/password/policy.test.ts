import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { createPolicy } from './policy.ts';

const traits = { email: 'alice@example.com', name: { first: 'Alice' } };
const plain = { minLength: 8, similarity: true, maxBreaches: 0 };

const cases: [password: string, reason: string | null, id?: number, context?: object][] = [
  ['correct horse battery staple', null],
  ['correct', 'too_short', 4000032, { min_length: 8, actual_length: 7 }],
  ['        ', null],
  ['aaaaaaaa', null],
  ['\u{1f41d}\u{1f41d}\u{1f41d}\u{1f41d}', 'too_short', 4000032, { min_length: 8, actual_length: 4 }],
  ['\u{1f41d}'.repeat(8), null],
  ['a\u0308'.repeat(7), 'too_short', 4000032, { min_length: 8, actual_length: 7 }],
  ['a'.repeat(1024), null],
  ['a'.repeat(1025), 'too_long', 4000033, { max_length: 1024, actual_length: 1025 }],
  ['\u{1f41d}'.repeat(257), 'too_long', 4000033, { max_length: 1024, actual_length: 1028 }],
  ['alice@example.com', 'too_similar', 4000031],
];
for (const [password, reason, id, context] of cases) {
  test(`${JSON.stringify(password).slice(0, 30)} (${password.length}) is ${reason ?? 'taken'}`, async () => {
    const problem = await createPolicy(plain)(password, traits);
    assert.equal(problem?.reason ?? null, reason);
    assert.equal(problem?.message.id, id);
    if (context) assert.deepEqual(problem?.message.context, context);
  });
}

test('similarity is for the operator to switch off', async () => {
  assert.equal(await createPolicy({ ...plain, similarity: false })('alice@example.com', traits), null);
});

test('a password from a breach is refused above the number that the operator allows', async (t) => {
  const breachedFile = join(await temporaryFolder(t), 'breached');
  await writeFile(breachedFile, `${createHash('sha1').update('P\u00e4sswort').digest('hex')}:12\n`);
  const policy = (maxBreaches: number) => createPolicy({ ...plain, breachedFile, maxBreaches });
  const problem = await policy(11)('Pa\u0308sswort', traits);
  assert.equal(problem?.reason, 'breached');
  assert.equal(problem.message.id, 4000034);
  assert.deepEqual(problem.message.context, { breaches: 12 });
  assert.equal(await policy(12)('P\u00e4sswort', traits), null);
  assert.equal(await policy(0)('another one', traits), null);
});

test('words of the house are refused in any case, and a change of the file needs no restart', async (t) => {
  const refusedFile = join(await temporaryFolder(t), 'words');
  await writeFile(refusedFile, 'letmein1\r\nHoneyJar2026\r\n');
  const policy = createPolicy({ ...plain, refusedFile });
  assert.equal((await policy('honeyjar2026', traits))?.message.id, 4000005);
  assert.equal(await policy('swordfish', traits), null);
  await writeFile(refusedFile, 'Swordfish\n');
  assert.equal((await policy('swordfish', traits))?.reason, 'refused_word');
  await rm(refusedFile);
  await assert.rejects(policy('swordfish', traits), { code: 'password_check_failed', status: 503 });
});

test('lists that cannot be read or are too large end the start', async (t) => {
  const folder = await temporaryFolder(t);
  assert.throws(() => createPolicy({ ...plain, breachedFile: join(folder, 'none') }), { name: 'OperatorError' });
  assert.throws(() => createPolicy({ ...plain, refusedFile: join(folder, 'none') }), { name: 'OperatorError' });
  const large = join(folder, 'large');
  await writeFile(large, Buffer.alloc(8 * 1024 * 1024 + 1, 'a'));
  assert.throws(() => createPolicy({ ...plain, refusedFile: large }), /exceeds 8 MiB/);
});
