import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { assertRefused, serve, sting } from '../support/command.ts';
import { register } from '../support/people.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('usage', { concurrency: 4 }, () => {
  const helps: [command: string[], ...says: RegExp[]][] = [
    [[], /^Usage: sting /, /serve/, /init/, /doctor/, /recover-owner/, /audit/, /policy/],
    [['serve'], /--config <file>/, /--data <folder>/, /--public-port <port>/, /--admin-port <port>/, /Exit codes: 0/],
    [['init'], /one-time set-up URL/, /--json/, /--public-port <port>/],
    [['doctor'], /Writes\s+nothing/, /--json/],
    [['recover-owner'], /ends all their\s+earlier\s+sessions/, /--json/],
    [['audit'], /verify/],
    [['audit', 'verify'], /names the first row that was changed, removed\s+or\s+reordered/, /--json/],
  ];
  for (const [command, ...says] of helps) {
    it(`sting ${[...command, '--help'].join(' ')}`, async () => {
      const { code, stdout, stderr } = await sting(...command, '--help');
      assert.deepEqual([code, stderr], [0, '']);
      for (const said of says) assert.match(stdout, said);
      assert.ok(stdout.split('\n').every((line) => line.length <= 120));
    });
  }

  it('sting --version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.deepEqual(await sting('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  const wrong: [command: string[], says: RegExp][] = [
    [[], /^Usage: sting /],
    [['bogus'], /^error: unknown command 'bogus'/],
    [['audit'], /^Usage: sting audit /],
    [['audit', 'bogus'], /^error: unknown command 'bogus'/],
    [['policy'], /^Usage: sting policy /],
    [['policy', 'test'], /^error: missing required argument 'files'/],
    [['serve', '--bogus'], /^error: unknown option '--bogus'/],
    [['serve', 'now'], /^error: too many arguments/],
    [['serve', '--data'], /^error: option '--data <folder>' argument missing/],
    [['serve', '--public-port', 'http'], /^error: .*A port is a number from 1 to 65535\./],
    [['serve', '--public-port', '0'], /^error: .*A port is a number from 1 to 65535\./],
    [['serve', '--admin-port', '65536'], /^error: .*A port is a number from 1 to 65535\./],
    [['doctor', '--public-port', '1'], /^error: unknown option '--public-port'/],
  ];
  for (const [command, says] of wrong) {
    it(`sting ${command.join(' ')} is wrong usage`, async () => {
      const result = await sting(...command);
      assertRefused(result, says, 2);
      assert.match(result.stderr, /^Usage: sting /m);
    });
  }

  it('a configuration file that is not there', async () => {
    for (const command of [['init'], ['audit', 'verify'], ['recover-owner']]) {
      assertRefused(await sting(...command, '--config', '/none.yml'), /^ {2}- \/none\.yml: there is no such file\.$/m);
    }
  });
});

describe('sting init', { concurrency: 4 }, () => {
  it('prepares the folder and prints the set-up URL, the same each time', async (t) => {
    const data = join(await temporaryFolder(t), 'data');
    const first = await sting('init', '--data', data, '--public-port', '5433');
    assert.match(first.stdout, /^setup: http:\/\/localhost:5433\/registration\?setup=[\w-]{43}\n$/);
    assert.deepEqual([first.code, first.stderr], [0, '']);
    assert.equal(`setup: ${readFileSync(join(data, 'setup-url'), 'utf8')}`, first.stdout);
    assert.equal(statSync(join(data, 'setup-url')).mode & 0o777, 0o600);
    assert.deepEqual(await sting('init', '--data', data), first, 'as it waits, whatever the port');
    const json = await sting('init', '--data', data, '--json');
    assert.deepEqual([json.code, `setup: ${JSON.parse(json.stdout).setup}\n`], [0, first.stdout]);
  });

  it('has nothing to print once there is an owner', async (t) => {
    const data = await temporaryFolder(t);
    await sting('init', '--data', data);
    const server = await serve(t, { data });
    await register(server, 'alice', { setup: server.setup! });
    const { code, stdout } = await sting('init', '--data', data);
    assert.deepEqual([code, stdout], [0, 'This installation has its owner already.\n']);
    assert.deepEqual(JSON.parse((await sting('init', '--data', data, '--json')).stdout), { setup: null });
    assert.ok(!existsSync(join(data, 'setup-url')));
  });
});

describe('sting doctor', { concurrency: 4 }, () => {
  const statuses = (stdout: string) =>
    (JSON.parse(stdout).checks as { name: string; status: string }[]).map(({ name, status }) => `${name} ${status}`);

  it('finds a new installation well, and notes that nobody owns it', async (t) => {
    const data = await temporaryFolder(t);
    await sting('init', '--data', data);
    const text = await sting('doctor', '--data', data);
    assert.deepEqual([text.code, text.stderr], [0, '']);
    assert.match(text.stdout, /^ok {6}configuration: Mode development, public URL http:\/\/localhost:4433\.$/m);
    assert.match(text.stdout, /^note {4}owner: Nobody owns this installation yet/m);
    const json = await sting('doctor', '--data', data, '--json');
    assert.equal(json.code, 0);
    assert.deepEqual(statuses(json.stdout), [
      'configuration ok',
      'profile ok',
      'database ok',
      'owner note',
      'mail ok',
      'files ok',
      'audit chain ok',
    ]);
  });

  it('finds an installation with its owner well, beside the server', async (t) => {
    const data = await temporaryFolder(t);
    const server = await serve(t, { data });
    await register(server, 'alice', { setup: server.setup! });
    const { code, stdout } = await sting('doctor', '--data', data);
    assert.equal(code, 0);
    assert.match(stdout, /^ok {6}owner: The installation has 1 owner\.$/m);
    assert.doesNotMatch(stdout, /^(note|PROBLEM)/m);
  });

  it('lists what is set otherwise than the profile says', async (t) => {
    const data = await temporaryFolder(t);
    await sting('init', '--data', data);
    const file = join(data, 'sting.yml');
    const settings = { mode: 'development', profile: 'regulated', session: { aal2: { idle: '1h' } } };
    writeFileSync(file, JSON.stringify(settings));
    const { stdout } = await sting('doctor', '--config', file, '--data', data);
    assert.match(
      stdout,
      /^note {4}profile: The profile regulated with 1 deviation: session\.aal2\.idle is 1h, not 15m\.$/m,
    );
  });

  const sick: Record<string, [harm: (data: string) => void, ...problems: string[]]> = {
    'a tampered audit chain': [
      (data) => {
        const database = new DatabaseSync(join(data, 'sting.db'));
        database.exec("update audit_event set user_agent = 'x' where sequence = 1");
        database.close();
      },
      'audit chain problem',
    ],
    'a folder that others can read': [
      (data) => {
        chmodSync(data, 0o755);
        chmodSync(join(data, 'sting.db'), 0o644);
      },
      'files problem',
    ],
    'a file that is no database': [
      (data) => writeFileSync(join(data, 'sting.db'), 'garbage '.repeat(1000)),
      'database problem',
    ],
  };
  for (const [name, [harm, ...problems]] of Object.entries(sick)) {
    it(`finds ${name}`, async (t) => {
      const data = await temporaryFolder(t);
      await (await serve(t, { data })).stop();
      harm(data);
      const json = await sting('doctor', '--data', data, '--json');
      assert.deepEqual(
        statuses(json.stdout).filter((line) => line.endsWith('problem')),
        problems,
      );
      assert.deepEqual([json.code, json.stderr, JSON.parse(json.stdout).ok], [1, '', false]);
      const text = await sting('doctor', '--data', data);
      assert.equal(text.code, 1);
      assert.match(text.stdout, /^PROBLEM /m);
    });
  }

  it('finds a bad configuration, and looks no further', async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, 'sting.yml');
    writeFileSync(file, 'registration: { mode: opne }\n');
    const { code, stdout, stderr } = await sting('doctor', '--config', file, '--data', folder);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(
      stdout,
      /^PROBLEM configuration: The configuration cannot be used:\n {2}- registration\.mode: must be/,
    );
  });

  it('brings nothing into a folder where nothing is', async (t) => {
    const folder = await temporaryFolder(t);
    const { code, stdout } = await sting('doctor', '--data', folder);
    assert.equal(code, 1);
    assert.match(stdout, /^PROBLEM database: There is no installation in the data folder/m);
    assert.deepEqual(readdirSync(folder), []);
  });
});
