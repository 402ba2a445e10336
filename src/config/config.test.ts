import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { type Config, ConfigError, environmentName, loadConfig, type Sources } from './config.ts';

/** The lines that the start ends with; none when the configuration is good. */
function problems(sources: Partial<Sources>): string[] {
  try {
    loadConfig({ environment: {}, ...sources });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const line of error.problems) assert.ok(error.message.includes(`\n  - ${line}`));
    return error.problems;
  }
}

async function yaml(t: TestContext, text: string): Promise<string> {
  const file = join(await temporaryFolder(t), 'sting.yml');
  writeFileSync(file, text);
  return file;
}

const site = 'serve:\n  public:\n    base_url: https://login.example.com\n';
const production = `${site}  trusted_proxies: [127.0.0.1]\n`;

describe('defaults', () => {
  it('without a file: development, on this machine', () => {
    const config = loadConfig({ environment: {} });
    const expected: Partial<Config> = {
      mode: 'development',
      'serve.public.host': '127.0.0.1',
      'serve.admin.host': '127.0.0.1',
      'serve.public.base_url': 'http://localhost:4433',
      'registration.mode': 'open',
      'session.cookie.name': undefined,
    };
    for (const [key, value] of Object.entries(expected)) assert.equal(config[key as keyof Config], value, key);
    assert.ok(Object.isFrozen(config));
  });

  it('with a file: production, by invitation', async (t) => {
    const config = loadConfig({ environment: {}, file: await yaml(t, production) });
    assert.equal(config.mode, 'production');
    assert.equal(config['registration.mode'], 'invite_only');
  });

  it('an empty file is a file', async (t) => {
    for (const text of ['', '# nothing yet\n', '{}']) {
      assert.equal(loadConfig({ environment: {}, file: await yaml(t, text) }).mode, 'production');
    }
  });

  it('--public-port sets base URL, origin and relying party id', () => {
    const config = loadConfig({ environment: {}, flags: { 'serve.public.port': 5433 } });
    assert.equal(config['serve.public.base_url'], 'http://localhost:5433');
    assert.equal(config['selfservice.flows.login.ui_url'], 'http://localhost:5433/login');
    assert.deepEqual(config['selfservice.methods.passkey.config.rp.origins'], ['http://localhost:5433']);
    assert.equal(config['selfservice.methods.passkey.config.rp.id'], 'localhost');
  });

  it('relying party, origin and pages follow the base URL', async (t) => {
    const config = loadConfig({ environment: {}, file: await yaml(t, production) });
    assert.equal(config['selfservice.methods.passkey.config.rp.id'], 'login.example.com');
    assert.deepEqual(config['selfservice.methods.passkey.config.rp.origins'], ['https://login.example.com']);
    assert.equal(config['selfservice.flows.settings.ui_url'], 'https://login.example.com/settings');
  });
});

describe('sources', () => {
  const key = 'serve.requests_per_minute';

  it('the environment wins over the file, the command line over both', async (t) => {
    const file = await yaml(t, `serve:\n  requests_per_minute: 100\n`);
    const environment = { SERVE_REQUESTS_PER_MINUTE: '200' };
    assert.equal(loadConfig({ environment: {}, file })[key], 100);
    assert.equal(loadConfig({ environment, file })[key], 200);
    assert.equal(loadConfig({ environment, file, flags: { [key]: 300 } })[key], 300);
  });

  it('a variable of the environment has the name of Kratos, and that of STING where it would be anybody’s', () => {
    assert.equal(environmentName('serve.public.base_url'), 'SERVE_PUBLIC_BASE_URL');
    assert.equal(environmentName('data'), 'STING_DATA');
    const environment = { MODE: 'production', DATA: '/elsewhere', STING_DATA: '/here', HOME: '/root' };
    const config = loadConfig({ environment });
    assert.deepEqual([config.mode, config.data], ['development', '/here']);
  });

  it('lists come from YAML and, with commas, from the environment', async (t) => {
    const file = await yaml(t, `${site}  trusted_proxies: [10.0.0.1, 10.0.0.2]\n`);
    assert.deepEqual(loadConfig({ environment: {}, file })['serve.trusted_proxies'], ['10.0.0.1', '10.0.0.2']);
    const environment = { SERVE_TRUSTED_PROXIES: '10.0.0.3, 10.0.0.4' };
    assert.deepEqual(loadConfig({ environment, file })['serve.trusted_proxies'], ['10.0.0.3', '10.0.0.4']);
  });

  it('keys may be nested, dotted, or JSON', async (t) => {
    for (const text of [
      'session: {aal2: {idle: 10m}}',
      'session.aal2.idle: 10m',
      '{"session": {"aal2": {"idle": "10m"}}}',
    ]) {
      assert.equal(loadConfig({ environment: {}, file: await yaml(t, text) })['session.aal2.idle'], 600);
    }
  });
});

describe('bad keys', () => {
  it('are all told at once, each with its sentence and where it came from', async (t) => {
    const file = await yaml(
      t,
      'registration: { mode: opne }\nsession: { aal1: { lifespan: 31d } }\nserve: { public: { prot: 1 } }\n',
    );
    assert.deepEqual(
      problems({ file, environment: { SERVE_ADMIN_PORT: '99999' }, flags: { 'serve.public.port': 'x' } }),
      [
        'serve.public.prot: is not a key of STING; did you mean serve.public.port or serve.public.host?',
        'serve.public.port (command line): must be a whole number from 1 to 65535. Port of the public listener.',
        'serve.admin.port (SERVE_ADMIN_PORT): must be a whole number from 1 to 65535. Port of the admin listener.',
        'session.aal1.lifespan: must be a duration from 1m to 30d, such as 30d. Longest life of a session at aal1.',
        'registration.mode: must be one of open, invite_only, closed. Who may register: anybody, invited people, or nobody.',
      ],
    );
  });

  const unknown: [yaml: string, line: RegExp][] = [
    ['lifespan: 1h', /^lifespan: is not a key of STING; did you mean session.lifespan or /],
    ['session: { aal2: { idel: 1h } }', /^session.aal2.idel: .*did you mean session.aal2.idle/],
    ['login: { base_url: https://a.example }', /^login.base_url: .*did you mean serve.public.base_url or /],
    ['honey: 1', /^honey: is not a key of STING. docs\/configuration.md lists them.$/],
    ['serve: 1', /^serve: is a group of keys and takes no value itself.$/],
    ['serve:', /^serve: is a group of keys and takes no value itself.$/],
    ['serve: { public: { port: { number: 1 } } }', /^serve.public.port.number: is not a key/],
    ['constructor: 1', /^constructor: is not a key/],
    ['__proto__: 1', /^__proto__: is not a key/],
    ['__proto__: { mode: development }', /^__proto__.mode: is not a key/],
    ['1: 1', /^1: is not a key/],
  ];
  for (const [text, line] of unknown) {
    it(`unknown: ${text}`, async (t) => {
      const found = problems({ file: await yaml(t, text) });
      assert.equal(found.length, 1);
      assert.match(found[0]!, line);
    });
  }

  it('a key without a value is no default', async (t) => {
    for (const text of ['registration: { mode: }', 'registration: { mode: "" }', 'registration: { mode: ~ }']) {
      const [line] = problems({ file: await yaml(t, text) });
      assert.match(line!, /^registration.mode: has no value; give it one or remove it\. Who may register/);
    }
    const [line] = problems({ environment: { REGISTRATION_MODE: '' } });
    assert.match(line!, /^registration.mode \(REGISTRATION_MODE\): has no value/);
  });

  it('a placeholder does not start, and its key is named', async (t) => {
    const file = await yaml(t, 'session: { cookie: { name: change-me } }\n');
    assert.match(problems({ file })[0]!, /^session.cookie.name: /);
    const environment = { SELFSERVICE_METHODS_PASSKEY_CONFIG_RP_DISPLAY_NAME: 'change-me' };
    assert.match(problems({ environment })[0]!, /rp.display_name \(SELF.*\): is a placeholder/);
    assert.match(problems({ file: await yaml(t, 'secrets: { cookie: [PLEASE-CHANGE-ME] }') })[0]!, /^secrets.cookie: /);
  });

  it('no value is repeated, whatever is wrong with it', async (t) => {
    const canary = 'canary-7f3a';
    const files = [
      `registration: { mode: ${canary} }`,
      `serve: { public: { base_url: "https://user:${canary}@example.com" } }`,
      `serve: { trusted_proxies: [${canary}] }`,
      `unknown: ${canary}`,
      `mode: *${canary}`,
      `mode: !${canary} x`,
      `mode: "${canary}`,
      `mode: x: ${canary}`,
      `mode: [${canary}\nserve: {`,
      `mode: production\nmode: ${canary}`,
      `- ${canary}`,
      canary,
    ];
    for (const text of files) {
      const found = problems({ file: await yaml(t, text) });
      assert.ok(found.length > 0, text);
      assert.ok(!found.join('\n').includes(canary), `${text}: ${found}`);
    }
  });
});

describe('the file', () => {
  const malformed: [text: string, line: RegExp][] = [
    ['mode: production\nmode: development\n', /sting.yml, line 2: this key stands there twice\.$/],
    ['serve:\n  public:\n\t port: 1\n', /sting.yml, line 3: /],
    ['mode: production\n---\nmode: production\n', /: it holds more than one YAML document\.$/],
    ['mode: "production\n', /: this is not valid YAML\.$/],
    ['mode: !secret x\n', /, line 1: this is not valid YAML\.$/],
    ['- mode\n', /: must hold keys with values\.$/],
    ['production\n', /: must hold keys with values\.$/],
    ['session.aal2.idle: 1h\nsession: { aal2: { idle: 1m } }\n', /^session.aal2.idle: stands in .*sting.yml twice\.$/],
    ['a: *b\n', /this is not valid YAML|aliases cannot be resolved/],
  ];
  for (const [text, line] of malformed) {
    it(`malformed: ${JSON.stringify(text)}`, async (t) => {
      const found = problems({ file: await yaml(t, text) });
      assert.ok(
        found.some((problem) => line.test(problem)),
        found.join('\n'),
      );
    });
  }

  it('aliases that multiply without end are refused', async (t) => {
    const lines = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`)}]`);
    }
    assert.match(problems({ file: await yaml(t, lines.join('\n')) })[0]!, /its aliases cannot be resolved\.$/);
  });

  it('that cannot be read is told', async (t) => {
    const folder = await temporaryFolder(t);
    assert.deepEqual(problems({ file: join(folder, 'none.yml') }), [
      `${join(folder, 'none.yml')}: there is no such file.`,
    ]);
    assert.deepEqual(problems({ file: folder }), [`${folder}: is a folder; name a file.`]);
  });

  it('of somebody else is told', { skip: process.getuid?.() === 0 && 'root may read everything' }, async (t) => {
    const file = await yaml(t, '');
    chmodSync(file, 0);
    assert.deepEqual(problems({ file }), [`${file}: this user may not read it.`]);
  });
});

test('the message is for people, without a stack of values', () => {
  const error = new ConfigError(['a: is wrong.', 'b: is wrong.']);
  assert.equal(error.message, 'The configuration cannot be used:\n  - a: is wrong.\n  - b: is wrong.');
});
