import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { createBreachList } from './breach-list.ts';

const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase();
const listOf = (passwords: string[], line: (hash: string, index: number) => string, end: string) =>
  passwords
    .map(sha1)
    .sort()
    .map((hash, index) => line(hash, index) + end)
    .join('');

const many = Array.from({ length: 700 }, (_, index) => `password ${index}`);
/** The count is different in every line, so that lines have different lengths and a wrong line is seen. */
const countOf = (hash: string) =>
  1 + (Number.parseInt(hash.slice(-6), 16) % 10 ** (1 + (Number.parseInt(hash[0]!, 16) % 7)));

const layouts: [name: string, line: (hash: string) => string, end: string, expected: (hash: string) => number][] = [
  ['with counts and Windows line ends', (hash) => `${hash}:${countOf(hash)}`, '\r\n', countOf],
  ['with counts', (hash) => `${hash}:${countOf(hash)}`, '\n', countOf],
  ['of hashes alone', (hash) => hash, '\n', () => 1],
  ['in small letters', (hash) => hash.toLowerCase(), '\n', () => 1],
];

for (const [name, line, end, expected] of layouts) {
  test(`a list ${name} finds all of its passwords and no others`, async (t) => {
    const file = join(await temporaryFolder(t), 'list');
    await writeFile(file, listOf(many, line, end));
    const list = createBreachList(file);
    for (const password of many) assert.equal(await list.count(password), expected(sha1(password)), password);
    for (let index = 0; index < 300; index++) assert.equal(await list.count(`another ${index}`), 0);
  });
}

for (const size of [1, 2, 60, 71, 72, 73, 74, 100, 200]) {
  test(`a list of ${size}, the last line without an end, is found in full`, async (t) => {
    const file = join(await temporaryFolder(t), 'list');
    await writeFile(file, listOf(many.slice(0, size), (hash) => `${hash}:7`, '\n').slice(0, -1));
    const list = createBreachList(file);
    for (const password of many.slice(0, size)) assert.equal(await list.count(password), 7);
    assert.equal(await list.count('another'), 0);
  });
}

const unusable: [why: string, content: string | null, problem: RegExp][] = [
  ['missing', null, /cannot be read/],
  ['empty', '', /not a list of SHA-1/],
  ['of passwords in clear', 'secret\nletmein\n', /not a list of SHA-1/],
  ['of NTLM hashes', `${'A'.repeat(32)}\n${'B'.repeat(32)}\n`, /not a list of SHA-1/],
  ['ordered by count', many.map((password) => `${sha1(password)}:9`).join('\n'), /not sorted/],
];
for (const [why, content, problem] of unusable) {
  test(`a list that is ${why} is refused at the start`, async (t) => {
    const file = join(await temporaryFolder(t), 'list');
    if (content !== null) await writeFile(file, content);
    assert.throws(
      () => createBreachList(file),
      (error: Error) => error instanceof OperatorError && problem.test(error.message),
    );
  });
}

test('a folder is no list', async (t) => {
  const folder = join(await temporaryFolder(t), 'list');
  await mkdir(folder);
  assert.throws(() => createBreachList(folder), /cannot be read/);
});

test('a list that is replaced holds at once; one that went away lets no password pass', async (t) => {
  const file = join(await temporaryFolder(t), 'list');
  await writeFile(
    file,
    listOf(['hunter2'], (hash) => hash, '\n'),
  );
  const list = createBreachList(file);
  assert.equal(await list.count('letmein'), 0);
  await writeFile(
    `${file}.next`,
    listOf(['hunter2', 'letmein'], (hash) => `${hash}:3`, '\n'),
  );
  await rename(`${file}.next`, file);
  assert.equal(await list.count('letmein'), 3);
  await rm(file);
  await assert.rejects(list.count('letmein'), { code: 'password_check_failed', status: 503 });
});
