import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ConfigError, environmentName, loadConfig, schema } from '../../src/config/config.ts';
import { unsupported } from '../../src/config/unsupported.ts';
import { temporaryFolder } from '../support/temporary.ts';

const file = join(await temporaryFolder({ after }), 'kratos.yml');

function problems(yaml: string, environment: Record<string, string> = {}): string[] {
  writeFileSync(file, yaml);
  try {
    loadConfig({ file, environment: { STING_MODE: 'development', ...environment } });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe('keys of Kratos that STING does not have', () => {
  for (const [key, sentence] of Object.entries(unsupported)) {
    it(`${key} does not start, and is named`, () => {
      const line = `${key}: is not supported: ${sentence}.`;
      assert.deepEqual(problems(`${key}: true`), [line]);
      assert.deepEqual(problems(`${key}: [{ id: canary }]`), [line]);
      assert.deepEqual(problems(`${key}: { a: { b: canary }, c: [canary] }`), [line], 'once for a whole group');
      assert.match(sentence, /^(STING|[a-z]).*[^.]$/);
    });
  }

  it('are no keys of STING, nor is anything below them', () => {
    for (const group of Object.keys(unsupported)) {
      for (const key of Object.keys(schema)) assert.ok(key !== group && !key.startsWith(`${group}.`), key);
    }
  });

  it('do not start from the environment either', () => {
    const variables: [variable: string, key: string][] = [
      ['SESSION_WHOAMI_TOKENIZER_TEMPLATES', 'session.whoami.tokenizer'],
      ['SELFSERVICE_METHODS_OIDC_CONFIG_PROVIDERS_0_ID', 'selfservice.methods.oidc.config'],
      ['SELFSERVICE_METHODS_PASSWORD_CONFIG_MIGRATE_HOOK', 'selfservice.methods.password.config.migrate_hook'],
    ];
    for (const [variable, key] of variables) {
      const [line, ...others] = problems('', { [variable]: 'canary' });
      assert.ok(line!.startsWith(`${key} (${variable}): is not supported: `));
      assert.deepEqual(others, []);
    }
    assert.deepEqual(problems('', { TRACING_PROVIDER: 'x', DATABASE_URL: 'x', DEV: '1' }), [], 'of other programs');
  });

  it('name no variable that a key of STING has', () => {
    for (const key of Object.keys(schema))
      assert.deepEqual(problems('', { [`${environmentName(key)}_`]: 'x' }), [], key);
  });

  it('a similar name is another key', () => {
    assert.match(problems('tracing_level: 1')[0]!, /^tracing_level: is not a key of STING/);
  });
});

/** A position of a known key that STING does not have. */
const refused: [yaml: string, problem: RegExp][] = [
  ['dsn: postgres://alice:canary@db/kratos', /^dsn: must be memory or begin with sqlite:.*PostgreSQL comes later\. /],
  ['dsn: memory://canary', /^dsn: /],
  ['selfservice.methods.oidc.enabled: true', /^selfservice.methods.oidc.enabled: must be false: STING has no social/],
  ['selfservice.methods.saml.enabled: true', /^selfservice.methods.saml.enabled: must be false: /],
  ['selfservice.methods.deviceauthn.enabled: true', /^selfservice.methods.deviceauthn.enabled: must be false: /],
  ['selfservice.methods.captcha.enabled: true', /^selfservice.methods.captcha.enabled: must be false: /],
  [
    'selfservice.methods.password.config.haveibeenpwned_enabled: true',
    /haveibeenpwned_enabled: must be false: .*breached_list_path\. /,
  ],
  ['selfservice.methods.passkey.config.attestation.preference: direct', /attestation.preference: must be none: STING /],
  ['selfservice.flows.registration.login_hints: true', /login_hints: must be false: it tells strangers /],
  ['log.leak_sensitive_values: true', /^log.leak_sensitive_values: must be false: STING never logs secrets\. /],
  ['serve.public.cors.options_passthrough: true', /options_passthrough: must be false: /],
  ['cookies.secure: false', /^cookies.secure: must be true: a cookie is Secure whenever /],
  ['feature_flags.cacheable_sessions: true', /^feature_flags.cacheable_sessions: must be false: /],
  ['feature_flags.choose_recovery_address: true', /^feature_flags.choose_recovery_address: must be false: /],
  ['feature_flags.refresh_login_choose_address: true', /^feature_flags.refresh_login_choose_address: must be false: /],
  ['feature_flags.legacy_oidc_registration_node_group: true', /legacy_oidc_registration_node_group: must be false: /],
  [
    'feature_flags.password_profile_registration_node_group: password',
    /password_profile_registration_node_group: must be default: /,
  ],
];

describe('positions of Kratos that STING does not have', () => {
  for (const [yaml, problem] of refused) {
    it(yaml, () => {
      const [line, ...others] = problems(yaml);
      assert.match(line!, problem);
      assert.match(line!, /\.$/);
      assert.ok(!line!.includes('canary'));
      assert.deepEqual(others, []);
    });
  }
});
