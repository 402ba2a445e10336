import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Config, liveConfig, loadConfig, loadConfigWithWarnings } from '../../src/config/config.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const file = join(folder, 'kratos.yml');
const person = JSON.parse(readFileSync(join(folder, 'person.schema.json'), 'utf8'));
const at = (path: string) => `http://localhost:4455${path}`;

/** Of the file, and of what follows from it. */
const expected: Partial<Config> = {
  mode: 'production',
  dsn: 'memory',
  version: 'v1.3.0',
  data: './data',
  'serve.public.base_url': 'http://localhost:4433',
  'serve.admin.base_url': 'http://localhost:4434',
  'serve.public.cors.enabled': true,
  'serve.public.cors.allowed_origins': ['http://localhost:3000'],
  'serve.public.cors.allow_credentials': true,
  'serve.public.cors.max_age': 0,
  'selfservice.default_browser_return_url': 'http://localhost:4455',
  'selfservice.allowed_return_urls': ['http://localhost:4455', 'http://localhost:19006/Callback'],
  'selfservice.methods.password.enabled': true,
  'selfservice.methods.password.config.min_password_length': 8,
  'selfservice.methods.passkey.config.rp.origins': [at('')],
  'selfservice.methods.webauthn.enabled': true,
  'selfservice.methods.webauthn.config.rp.origins': [at('')],
  'selfservice.methods.totp.config.issuer': 'Example',
  'selfservice.methods.link.enabled': true,
  'selfservice.methods.code.config.lifespan': 900,
  'selfservice.methods.code.passwordless_enabled': true,
  'selfservice.methods.oidc.enabled': false,
  'selfservice.flows.error.ui_url': at('/error'),
  'selfservice.flows.settings.ui_url': at('/settings'),
  'selfservice.flows.settings.privileged_session_max_age': 3600,
  'selfservice.flows.settings.required_aal': 'highest_available',
  'selfservice.flows.settings.after.hooks': [],
  'selfservice.flows.settings.after.profile.hooks': [{ hook: 'show_verification_ui' }],
  'selfservice.flows.settings.after.password.hooks': [{ hook: 'revoke_active_sessions' }],
  'selfservice.flows.settings.after.totp.hooks': undefined,
  'selfservice.flows.recovery.ui_url': at('/recovery'),
  'selfservice.flows.recovery.use': 'code',
  'selfservice.flows.recovery.after.hooks': [{ hook: 'revoke_active_sessions' }],
  'selfservice.flows.verification.after.default_browser_return_url': at(''),
  'selfservice.flows.logout.after.default_browser_return_url': at('/login'),
  'selfservice.flows.login.lifespan': 600,
  'selfservice.flows.login.style': 'identifier_first',
  'selfservice.flows.login.before.hooks': [],
  'selfservice.flows.login.after.hooks': [{ hook: 'require_verified_address' }],
  'selfservice.flows.registration.style': 'unified',
  'selfservice.flows.registration.after.password.hooks': [{ hook: 'session' }, { hook: 'show_verification_ui' }],
  'selfservice.flows.registration.after.hooks': [
    {
      hook: 'web_hook',
      config: {
        id: 'welcome',
        url: 'https://crm.example.com/people?source=sign-up',
        method: 'POST',
        headers: { 'X-Tenant': 'example' },
        auth: { type: 'api_key', config: { name: 'X-API-Key', value: 'canary-api-key-5f1e', in: 'header' } },
        response: { ignore: true, parse: false },
        secret: 'canary-9c1d7e5ab3f64082-c2f7a01d',
      },
    },
  ],
  'log.level': 'debug',
  'secrets.default': undefined,
  'secrets.cookie': ['canary-cookie-0a9b8c7d6e5f'],
  'secrets.cipher': ['canary-cipher-5d2f8a71c04e9b36'],
  'session.lifespan': 28800,
  'session.aal1.lifespan': 28800,
  'session.aal2.lifespan': 28800,
  'session.aal3.lifespan': 28800,
  'session.aal2.idle': 3600,
  'session.cookie.same_site': 'Lax',
  'session.cookie.domain': undefined,
  'session.whoami.required_aal': 'aal1',
  'identity.default_schema_id': 'person',
  'identity.schemas': [
    { id: 'person', json: person, selfserviceSelectable: false },
    { id: 'machine', json: { type: 'object' }, selfserviceSelectable: true },
  ],
  'courier.delivery_strategy': 'smtp',
  'courier.smtp.connection_uri': 'smtps://alice:canary-smtp-11aa22bb@mail.example.com:1025/?skip_ssl_verify=true',
  'courier.smtp.from_address': 'no-reply@localhost',
  'courier.smtp.headers': { 'X-Mailer': 'STING' },
  'courier.channels': [
    {
      id: 'sms',
      type: 'http',
      request_config: {
        url: 'https://sms.example.com/send',
        method: 'POST',
        headers: {},
        auth: { type: 'basic_auth', config: { user: 'example', password: 'canary-sms-77ee' } },
      },
    },
  ],
  'feature_flags.use_continue_with_transitions': true,
  'security.account_enumeration.mitigate': true,
};

describe('an existing kratos.yml', () => {
  // http://localhost:3000 may call only while nobody else is there.
  const sources = { file, environment: { STING_MODE: 'development' } };

  it('starts, and each key has its value', () => {
    const config = loadConfig(sources);
    for (const [key, value] of Object.entries({ ...expected, mode: 'development' })) {
      assert.deepEqual(config[key as keyof Config], value, key);
    }
  });

  it('starts with a sentence about each value that Kratos allows and STING holds to be unsafe', () => {
    const { warnings } = loadConfigWithWarnings(sources);
    assert.deepEqual(warnings, [
      'selfservice.flows.settings.privileged_session_max_age: is outside of 10s to 15m, which STING holds to be safe; it is used as it is. How fresh a proof must be to change sign-in methods.',
      'selfservice.methods.code.config.lifespan: is outside of 1m to 10m, which STING holds to be safe; it is used as it is. Life of a code.',
      'courier.smtp.connection_uri: lets anybody on the way read messages and the codes in them; use a certificate that can be verified.',
    ]);
  });

  it('in production its pages of other origins must be https', () => {
    assert.throws(() => loadConfig({ file, environment: {} }), {
      problems: ['serve.public.cors.allowed_origins: must be https in production.'],
    });
    const environment = { SERVE_PUBLIC_CORS_ALLOWED_ORIGINS: 'https://app.example.com' };
    assert.equal(loadConfig({ file, environment }).mode, 'production');
  });

  it('shows none of its secrets in a revision that can be told', async (t) => {
    const { config, revision } = liveConfig(sources);
    assert.match(revision(), /^[0-9a-f]{64}$/);
    assert.equal(liveConfig({ ...sources, flags: { revision: '2026-01-15' } }).revision(), '2026-01-15');
    // Every secret of the file, and nothing else.
    const elsewhere = await temporaryFolder(t);
    copyFileSync(join(folder, 'person.schema.json'), join(elsewhere, 'person.schema.json'));
    const other = join(elsewhere, 'kratos.yml');
    writeFileSync(other, readFileSync(file, 'utf8').replaceAll('canary-', 'changed-'));
    const live = liveConfig({ ...sources, file: other });
    assert.notDeepEqual(live.config['secrets.cookie'], config['secrets.cookie']);
    assert.equal(live.revision(), revision());
    const changed = { ...sources.environment, SELFSERVICE_METHODS_LINK_ENABLED: 'false' };
    assert.notEqual(liveConfig({ file, environment: changed }).revision(), revision());
  });
});
