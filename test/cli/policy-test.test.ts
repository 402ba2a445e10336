import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused, sting } from '../support/command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const examples = join(import.meta.dirname, '..', '..', 'docs', 'examples', 'policies');
const example = join(examples, 'house.test.yaml');

/** The example with one text in place of another, in a folder of its own. */
async function changed(t: Parameters<typeof temporaryFolder>[0], from: string, to: string): Promise<string> {
  const folder = await temporaryFolder(t);
  await copyFile(join(examples, 'house.cedar'), join(folder, 'house.cedar'));
  const text = await readFile(example, 'utf8');
  assert.ok(text.includes(from), from);
  await writeFile(join(folder, 'house.test.yaml'), text.replace(from, to));
  return join(folder, 'house.test.yaml');
}

describe('sting policy test', { concurrency: 4 }, () => {
  it('decides the example of the guide', async () => {
    const { code, stdout, stderr } = await sting('policy', 'test', example);
    assert.deepEqual([code, stdout, stderr], [0, '7 cases decided, all as expected.\n', '']);
  });

  it('names each case that is decided otherwise, and ends with 1', async (t) => {
    const file = await changed(t, 'expect: deny, by: [finance.department-only]', 'expect: allow');
    const { code, stdout } = await sting('policy', 'test', example, file);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^FAILED .*house\.test\.yaml: 2: trent jar\.read ledger\n {2}expected allow\n {2}decided {2}deny by finance/,
    );
    assert.match(stdout, /14 cases decided, 1 not as expected\.\n$/);
    const json = await sting('policy', 'test', file, '--json');
    const { ok, tests, failed, results } = JSON.parse(json.stdout);
    assert.deepEqual([json.code, ok, tests, failed, results[1].passed], [1, false, 7, 1, false]);
  });

  it('is about the rules that decide as well, where a case names them', async (t) => {
    const file = await changed(t, 'by: [finance.department-only]', 'by: [people.from-the-office]');
    const { code, stdout } = await sting('policy', 'test', file);
    assert.equal(code, 1);
    assert.match(stdout, /expected deny by people\.from-the-office\n {2}decided {2}deny by finance\.department-only/);
  });

  it('asks for what the profile says that the file names', async (t) => {
    const file = await changed(
      t,
      'person: bob, action: jar.read, jar: ledger, expect: allow',
      'person: bob, action: jar.read, jar: ledger, proofs: { totp: 60, email_code: 60 }, expect: allow',
    );
    assert.equal((await sting('policy', 'test', file)).code, 0);
    await writeFile(file, `profile: regulated\n${await readFile(file, 'utf8')}`);
    const { code, stdout } = await sting('policy', 'test', file);
    assert.equal(code, 1);
    assert.match(stdout, /1: bob jar\.read ledger\n {2}expected allow\n {2}decided {2}step_up/);
  });

  const unusable: [what: string, from: string, to: string, says: RegExp][] = [
    ['a word that there is not', 'roles: [owner]', 'rolez: [owner]', /\/people\/alice/],
    [
      'somebody who is not in the file',
      'person: bob, action',
      'person: mallory, action',
      /“mallory”, which is not in the file/,
    ],
    ['a file that is not there', '[house.cedar]', '[missing.cedar]', /missing\.cedar cannot be read/],
    ['broken YAML', 'tests:', 'tests: [', /house\.test\.yaml/],
    ['a time that is none', '2026-01-18T23:30:00Z', 'soon', /“soon” is no time/],
    [
      'a network that is no address',
      'network: 192.0.2.1',
      'network: 192.0.2.999',
      /“6: alice person\.suspend”: “192\.0\.2\.999” is no IP address/,
    ],
    ['a country that is no code', 'network: 192.0.2.1', 'country: Germany', /\/tests\/5\/country/],
    [
      'a policy that there is not',
      'by: [people.from-the-office]',
      'by: [people.from-an-office]',
      /there is no policy “people\.from-an-office”/,
    ],
    [
      'an owner who is not in the file',
      'owner: alice',
      'owner: alyce',
      /the jar “ledger” names “alyce”, who is not in the file/,
    ],
    ['somebody in a grant who is not in the file', 'team bees: editor', 'zed: editor', /the jar “ledger” names “zed”/],
    ['an action that there is not', 'action: jar.discover', 'action: jar.find', /the schema has no such action/],
  ];
  for (const [what, from, to, says] of unusable) {
    it(`refuses ${what}`, async (t) => {
      assertRefused(await sting('policy', 'test', await changed(t, from, to)), says);
    });
  }

  it('refuses a policy that could not be saved, with what was meant', async (t) => {
    const file = await changed(t, 'roles: [owner]', 'roles: [owner]');
    const policy = file.replace('test.yaml', 'cedar');
    await writeFile(policy, (await readFile(policy, 'utf8')).replace('has department', 'has departement'));
    assertRefused(await sting('policy', 'test', file), /did you mean “department”/);
  });
});
