import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Config, ConfigError, loadConfig } from '../../src/config/config.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = await temporaryFolder({ after });
const file = join(folder, 'kratos.yml');
writeFileSync(join(folder, 'good.json'), '{"type": "object"}');
writeFileSync(join(folder, 'list.json'), '[]');
writeFileSync(join(folder, 'text.json'), 'canary');
mkdirSync(join(folder, 'folder.json'));

const development = { STING_MODE: 'development' };
const good = '0f8e7d6c5b4a39281706f5e4d3c2b1a0';
const hooks = 'selfservice.flows.registration.after.hooks';
const webHook = (members: object) => ({
  [hooks]: [{ hook: 'web_hook', config: { url: 'https://a.example', secret: good, ...members } }],
});
const gateway = { url: 'https://sms.example.com' };
const channel = (config: object, more: object = {}) => ({
  'courier.channels': [{ id: 'sms', request_config: { ...gateway, ...config }, ...more }],
});

function load(keys: object, environment: Record<string, string> = {}): Config {
  writeFileSync(file, JSON.stringify(keys));
  return loadConfig({ file, environment: { ...development, ...environment } });
}

function problems(keys: object, environment: Record<string, string> = {}): string[] {
  try {
    load(keys, environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

/** What is wrong, by key; every `canary` is a value that no problem may repeat. */
const bad: [keys: object, ...problem: RegExp[]][] = [
  [
    { 'secrets.default': ['canary'] },
    /^secrets.default: has an entry \(number 1\) that must be a secret of at least 16/,
  ],
  [{ 'secrets.cookie': [good, 'canary'] }, /^secrets.cookie: has an entry \(number 2\) that must be a secret of at /],
  [{ 'secrets.cipher': ['32-LONG-SECRET-NOT-SECURE-AT-ALL'] }, /^secrets.cipher: .* is a placeholder: put a secret /],
  [{ 'secrets.cookie': ['PLEASE-CHANGE-ME-I-AM-VERY-INSECURE'] }, /^secrets.cookie: .* is a placeholder: /],
  [{ 'secrets.cookie': ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa'] }, /^secrets.cookie: .* is too easy to guess: /],
  [{ 'secrets.cookie': ['abcabcabcabcabcabcabcabcabc'] }, /^secrets.cookie: .* is too easy to guess: /],
  [{ 'secrets.cookie': [1234567890123456] }, /^secrets.cookie: .* must be a secret/],
  [{ 'secrets.cookie': 7 }, /^secrets.cookie: must be a list\. /],

  [{ 'serve.public.cors.allowed_origins': ['*'] }, /^serve.public.cors.allowed_origins: .* must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://*.canary.example'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://canary.example/'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://canary.example/app'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://canary.example:443'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://CANARY.example'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['https://a@canary.example'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['null'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_origins': ['canary.example'] }, /must be an origin exactly/],
  [{ 'serve.public.cors.allowed_headers': ['X-A\r\nX-Canary'] }, /must be a header name/],
  [{ 'serve.public.cors.max_age': 86401 }, /^serve.public.cors.max_age: must be a whole number from 0 to 86400/],

  [{ 'session.lifespan': '8' }, /^session.lifespan: must be a duration/],
  [{ 'session.cookie.same_site': 'None' }, /^session.cookie.same_site: may be None on https only/],
  [{ 'cookies.domain': 'canary.example' }, /^cookies.domain: must be the host of serve.public.base_url/],
  [{ 'session.cookie.path': 'canary' }, /^session.cookie.path: must be a path/],
  [{ 'session.cookie.path': '/; Domain=canary' }, /^session.cookie.path: must be a path/],

  [
    { 'identity.schemas': [{ id: 'a', url: 'https://canary.example' }] },
    /^identity.schemas\[0\].url: is on the network/,
  ],
  [
    { 'identity.schemas': [{ id: 'default', url: 'canary.json' }] },
    /^identity.schemas\[0\].url: names a file that can/,
  ],
  [
    { 'identity.schemas': [{ id: 'default', url: 'folder.json' }] },
    /^identity.schemas\[0\].url: names a file that can/,
  ],
  [
    { 'identity.schemas': [{ id: 'default', url: 'text.json' }] },
    /^identity.schemas\[0\].url: does not hold a JSON obj/,
  ],
  [
    { 'identity.schemas': [{ id: 'default', url: 'list.json' }] },
    /^identity.schemas\[0\].url: does not hold a JSON obj/,
  ],
  [{ 'identity.schemas': [{ id: 'default' }] }, /^identity.schemas\[0\].url: is missing\. /],
  [{ 'identity.schemas': [{ id: '../canary', url: 'good.json' }] }, /^identity.schemas\[0\].id: must be an id/],
  [
    {
      'identity.schemas': [
        { id: 'default', url: 'good.json' },
        { id: 'default', url: 'good.json' },
      ],
    },
    /^identity.schemas: has two schemas of one id\. /,
  ],
  [{ 'identity.schemas': [{ id: 'a', url: 'good.json' }] }, /^identity.default_schema_id: must be the id of a schema/],
  [{ 'identity.default_schema_id': 'canary' }, /^identity.default_schema_id: must be the id of a schema/],

  [{ [hooks]: [{ hook: 'canary-X' }] }, /hooks\[0\].hook: is no hook; here there are web_hook, session, /],
  [{ [hooks]: [{ hook: 'b2b_sso' }] }, /hooks\[0\].hook: b2b_sso is a hook that STING does not have; here there are /],
  [
    { [hooks]: [{ hook: 'require_verified_address' }] },
    /hooks\[0\].hook: require_verified_address has no place in this/,
  ],
  [{ [hooks]: [{}] }, /hooks\[0\].hook: is missing\. /],
  [{ [hooks]: ['session'] }, /hooks\[0\]: must have the members hook, config\. /],
  [{ [hooks]: { hook: 'session' } }, /hooks: must be a list\. /],
  [
    { 'selfservice.flows.login.before.hooks': [{ hook: 'session' }] },
    /hooks\[0\].hook: session has no place in this flow/,
  ],
  [{ [hooks]: [{ hook: 'web_hook' }] }, /hooks\[0\].config.url: is missing\. /],
  [webHook({ secret: undefined }), /hooks\[0\].config.secret: is missing; it signs the requests of this web hook/],
  [webHook({ secret: 'canary' }), /hooks\[0\].config.secret: must be a secret of at least 32 characters\. /],
  [webHook({ secret: 'change-me-change-me-change-me-change-me' }), /config.secret: is a placeholder/],
  [
    webHook({ body: 'file://canary.jsonnet' }),
    /hooks\[0\].config.body: is a Jsonnet template, which STING does not run/,
  ],
  [webHook({ canary_key: 1 }), /hooks\[0\].config.canary_key: is not known here; there are id, url, /],
  [webHook({ url: 'file:///canary' }), /config.url: must be an absolute http or https URL/],
  [webHook({ url: 'https://a:canary@a.example' }), /config.url: must not hold a user name or password; there is auth/],
  [webHook({ url: 'https://a.example/#canary' }), /config.url: must have no fragment/],
  [webHook({ url: 'https://*.canary.example/' }), /config.url: must name one host/],
  [webHook({ method: 'GET' }), /config.method: must be one of POST, PUT, PATCH/],
  [webHook({ headers: { Host: 'canary' } }), /config.headers: has a name that must be a header name that may be set/],
  [webHook({ headers: { 'X-A\r\nX-B': 'canary' } }), /config.headers: has a name that must be a header name/],
  [webHook({ headers: { 'X-A': 'a\r\nX-B: canary' } }), /config.headers.X-A: must be one line of text/],
  [webHook({ headers: ['X-A: canary'] }), /config.headers: must be a map/],
  [webHook({ auth: { type: 'bearer', config: {} } }), /config.auth.type: must be one of basic_auth, api_key/],
  [webHook({ auth: { type: 'api_key', config: { name: 'X-Key' } } }), /config.auth.config.value: is missing/],
  [
    webHook({ auth: { type: 'basic_auth', config: { user: 'a', password: '' } } }),
    /config.auth.config.password: must be/,
  ],
  [webHook({ response: { ignore: true, parse: true } }), /config.response: cannot both be ignored and parsed/],
  [webHook({ response: { ignore: true }, can_interrupt: true }), /config.response: cannot both be ignored and parsed/],

  [{ 'courier.smtp.connection_uri': 'https://canary.example' }, /^courier.smtp.connection_uri: must begin with smtp:/],
  [{ 'courier.smtp.connection_uri': 'smtps://' }, /^courier.smtp.connection_uri: must begin with smtp:/],
  [{ 'courier.smtp.connection_uri': 'smtp://canary:change-me@mail.example' }, /connection_uri: holds a placeholder: /],
  [
    { 'courier.smtp.connection_uri': 'smtp://canary:{{ password }}@mail.example' },
    /^courier.smtp.connection_uri: must /,
  ],
  [
    { 'courier.smtp.connection_uri': `smtp://canary:${'$'}{PASSWORD}@mail.example` },
    /connection_uri: holds a placeholder: /,
  ],
  [{ 'courier.smtp.from_address': 'Canary <a@example.com>' }, /^courier.smtp.from_address: must be an e-mail address/],
  [{ 'courier.smtp.from_name': 'A\r\nBcc: canary@example.com' }, /^courier.smtp.from_name: must be one line of text/],
  [{ 'courier.smtp.headers': { 'X-A': 'a\nBcc: canary' } }, /^courier.smtp.headers.X-A: must be one line of text/],
  [{ 'courier.delivery_strategy': 'http' }, /^courier.http.request_config: is missing; /],
  [
    { 'courier.http.request_config': { ...gateway, body: 'canary' } },
    /^courier.http.request_config.body: is a Jsonnet/,
  ],
  [channel({ url: 'canary' }), /^courier.channels\[0\].request_config.url: must be an absolute http/],
  [channel({}, { id: 'canary' }), /^courier.channels\[0\].id: must be one of sms/],
  [channel({}, { type: 'canary' }), /^courier.channels\[0\].type: must be one of http/],
  [{ 'courier.sms.twilio.auth_token': good }, /^courier.sms.twilio: needs account_sid, auth_token and from/],
  [
    { 'clients.http.private_ip_exception_urls': ['*'] },
    /\(number 1\) that must be an http or https URL, in which \* may stand/,
  ],

  [{ 'selfservice.methods.code.config.lifespan': '25h' }, /code.config.lifespan: must be a duration from 1m to 24h/],
  [{ 'selfservice.methods.code.config.max_submissions': 0 }, /max_submissions: must be a whole number from 1 to 255/],
  [
    { 'selfservice.methods.password.config.min_password_length': 5 },
    /min_password_length: must be a whole number from 6/,
  ],
  [
    { 'selfservice.methods.code': { mfa_enabled: true, passwordless_enabled: true } },
    /^selfservice.methods.code.mfa_enabled: cannot stand with passwordless_enabled/,
  ],
  [{ 'security.recovery_hold': '8d' }, /^security.recovery_hold: must be a duration from 0s to 7d/],
  [{ 'security.code_sends_per_hour': 11 }, /^security.code_sends_per_hour: must be a whole number from 1 to 10/],
];

describe('bad values', () => {
  for (const [keys, problem] of bad) {
    it(JSON.stringify(keys), () => {
      const [line, ...others] = problems(keys);
      assert.match(line!, problem!);
      assert.match(line!, /^[\w.[\]-]+: .+\.$/);
      assert.ok(!/canary(?!_key)/i.test(line!));
      assert.deepEqual(others, []);
    });
  }
});

/** What a key comes to, of the file or a variable. */
const values: [keys: object, environment: Record<string, string>, value: Partial<Config>][] = [
  [{}, { SECRETS_DEFAULT: `${good},${good}2` }, { 'secrets.default': [good, `${good}2`] }],
  [{}, { SECRETS_DEFAULT: JSON.stringify([`${good},2`]) }, { 'secrets.default': [`${good},2`] }],
  [{}, { [`${hooks.toUpperCase().replaceAll('.', '_')}`]: '[{"hook":"session"}]' }, { [hooks]: [{ hook: 'session' }] }],
  [{}, { COURIER_SMTP_HEADERS: '{"X-A":"b"}' }, { 'courier.smtp.headers': { 'X-A': 'b' } }],
  [{ 'clients.http.private_ip_exception_urls': ['http://10.0.0.7/**'] }, {}, {}],
  [{ [hooks]: [] }, {}, { [hooks]: [] }],
  [
    { 'identity.schemas': [{ id: 'default', url: 'file://good.json' }] },
    {},
    { 'identity.default_schema_id': 'default' },
  ],
  [{ 'identity.schemas': [{ id: 'default', url: `file://${folder}/good.json` }] }, {}, {}],
  [
    { 'cookies.path': '/app', 'cookies.same_site': 'Strict' },
    {},
    { 'session.cookie.path': '/app', 'session.cookie.same_site': 'Strict' },
  ],
  [{ 'cookies.path': '/app', 'session.cookie.path': '/' }, {}, { 'session.cookie.path': '/' }],
  [{ 'session.lifespan': '720h' }, {}, { 'session.aal1.lifespan': 2592000, 'session.aal2.lifespan': 43200 }],
  [{ 'session.lifespan': '1h' }, {}, { 'session.aal1.lifespan': 3600, 'session.aal3.lifespan': 3600 }],
  [{ 'session.lifespan': '1h', 'session.aal2.lifespan': '2h' }, {}, { 'session.aal2.lifespan': 7200 }],
  [{ 'selfservice.methods.code.mfa_enabled': true }, {}, { 'selfservice.methods.code.passwordless_enabled': false }],
  [
    { 'selfservice.flows.registration': { style: 'profile_first', enable_legacy_one_step: true } },
    {},
    { 'selfservice.flows.registration.style': 'profile_first' },
  ],
  [{ 'security.recovery_hold': '0s' }, {}, { 'security.recovery_hold': 0 }],
];

describe('values', () => {
  for (const [keys, environment, expected] of values) {
    it(`${JSON.stringify(keys)} ${JSON.stringify(environment)}`, () => {
      const config = load(keys, environment);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(config[key as keyof Config], value, key);
    });
  }

  it('can_interrupt is response.parse, as older files say it', () => {
    const [hook] = load(webHook({ can_interrupt: true }))[hooks];
    assert.ok(hook?.hook === 'web_hook');
    assert.deepEqual(hook.config.response, { ignore: false, parse: true });
  });

  it('JSON that cannot be read is no list', () => {
    assert.match(
      problems({}, { COURIER_CHANNELS: '[{"id":canary' })[0]!,
      /^courier.channels\[0\] \(COURIER_CHANNELS\): /,
    );
  });

  it('SMS in production needs a gateway', () => {
    const production = {
      mode: 'production',
      serve: { public: { base_url: 'https://login.example.com' }, trusted_proxies: ['127.0.0.1'] },
      'selfservice.methods.code.sms.enabled': true,
    };
    const environment = { STING_MODE: 'production' };
    assert.match(problems(production, environment)[0]!, /^selfservice.methods.code.sms.enabled: needs a gateway/);
    assert.deepEqual(problems({ ...production, ...channel({}) }, environment), []);
    assert.match(
      problems(
        { ...production, ...channel({}), 'courier.sms.twilio': { account_sid: 'AC1', auth_token: good, from: '+1' } },
        environment,
      )[0]!,
      /^courier.sms.twilio: cannot stand with a channel/,
    );
  });
});
