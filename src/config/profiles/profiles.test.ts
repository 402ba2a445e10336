import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig, loadConfigWithWarnings, profileParameters } from '../config.ts';
import type { Kind } from '../kinds.ts';
import { type ConfigKey, schema } from '../schema.ts';
import { type ProfileKey, type ProfileName, profileNames, profiles } from './profiles.ts';

const keys = Object.keys(profiles) as ProfileKey[];
const load = (flags: Partial<Record<ConfigKey, unknown>>) => loadConfig({ environment: {}, flags });

/** The requirements, section 0, as they have always held: the profile `standard` is what nobody chose. */
const standard: Partial<Record<ProfileKey, unknown>> = {
  'assurance.mode': 'product',
  'session.aal1.lifespan': 86_400,
  'session.aal1.idle': undefined,
  'session.aal2.lifespan': 43_200,
  'session.aal2.idle': 3600,
  'session.aal3.lifespan': 43_200,
  'session.aal3.idle': 900,
  'assurance.tier2.max_age': undefined,
  'assurance.tier3.max_age': 300,
  'assurance.tier3.phishing_resistant': false,
  'selfservice.flows.settings.privileged_session_max_age': 300,
  'selfservice.methods.code.config.lifespan': 600,
  'assurance.passkey_required_roles': ['owner', 'admin', 'security_officer', 'support'],
  'assurance.enrolment_grace': 0,
};

describe('a profile', () => {
  for (const profile of profileNames) {
    it(`${profile} sets exactly its column of the table`, () => {
      const config = load({ profile });
      for (const key of keys) assert.deepEqual(config[key], profiles[key][profile], key);
      assert.deepEqual(
        profileParameters(config).filter(({ deviates }) => deviates),
        [],
      );
    });

    it(`${profile} holds only what an operator could set, without a warning`, () => {
      for (const key of keys) {
        const kind = schema[key].kind as Kind<unknown>;
        const value = profiles[key][profile];
        if (value !== undefined) assert.deepEqual(kind.read(kind.write(value)), { value }, key);
      }
    });
  }

  it('is standard unless another is chosen, and standard is what has always been', () => {
    const config = load({});
    assert.equal(config.profile, 'standard');
    for (const [key, value] of Object.entries(standard)) assert.deepEqual(config[key as ProfileKey], value, key);
  });

  it('is never more lenient than the one before it', () => {
    const strictness = (key: ProfileKey, profile: ProfileName): number => {
      const value: unknown = profiles[key][profile];
      if (Array.isArray(value)) return value.length;
      if (typeof value === 'boolean') return Number(value);
      if (typeof value === 'string')
        return ['none', 'product', 'aal2', 'nist', 'phishing_resistant', 'device_bound'].indexOf(value);
      return -((value as number | undefined) ?? Number.POSITIVE_INFINITY);
    };
    for (const key of keys) {
      const [starter, middle, regulated] = profileNames.map((profile) => strictness(key, profile)) as [
        number,
        number,
        number,
      ];
      assert.ok(starter <= middle && middle <= regulated, key);
    }
  });

  it('says in a sentence of its own why each value is what it is', () => {
    const reasons = keys.map((key) => profiles[key].why);
    for (const why of reasons) assert.match(why, /^[A-Z].{30,}\.$/);
    assert.equal(new Set(reasons).size, reasons.length);
  });
});

describe('a key that is set', () => {
  it('wins over the profile, and is a deviation', () => {
    const config = load({ profile: 'regulated', 'session.aal2.idle': '20m', 'assurance.role_minimum.owner': 'aal2' });
    assert.equal(config['session.aal2.idle'], 1200);
    const deviations = profileParameters(config).filter(({ deviates }) => deviates);
    assert.deepEqual(
      deviations.map(({ key, value, profiles: each }) => [key, value, each]),
      [
        ['session.aal2.idle', '20m', { starter: '1h', standard: '1h', regulated: '15m' }],
        ['assurance.role_minimum.owner', 'aal2', { starter: 'aal2', standard: 'aal2', regulated: 'device_bound' }],
      ],
    );
  });

  it('is none where it says what the profile says', () => {
    const config = load({ profile: 'starter', 'session.aal2.idle': '1h' });
    assert.ok(profileParameters(config).every(({ deviates }) => !deviates));
  });

  it('may be one that others follow: session.lifespan shortens every session', () => {
    const config = load({ profile: 'starter', 'session.lifespan': '6h' });
    const deviating = profileParameters(config).flatMap(({ key, deviates }) => (deviates ? [key] : []));
    assert.deepEqual(deviating, ['session.aal1.lifespan', 'session.aal2.lifespan', 'session.aal3.lifespan']);
  });
});

describe('a key of Kratos outside of its bound', () => {
  const beyond: [key: ConfigKey, value: unknown][] = [
    ['session.lifespan', '31d'],
    ['selfservice.flows.settings.privileged_session_max_age', '16m'],
    ['selfservice.methods.code.config.lifespan', '11m'],
    ['selfservice.methods.code.config.max_submissions', 11],
    ['selfservice.methods.link.config.lifespan', '25h'],
    ['selfservice.methods.password.config.min_password_length', 7],
    ['selfservice.methods.passkey.config.timeouts.login', '6m'],
    ['serve.public.cors.max_age', 601],
  ];
  for (const [key, value] of beyond) {
    it(`ends the start in the profile regulated: ${key}`, () => {
      assert.throws(
        () => load({ profile: 'regulated', [key]: value }),
        (error) =>
          error instanceof ConfigError &&
          error.problems.length === 1 &&
          error.problems[0]!.startsWith(`${key} (command line): must be `) &&
          error.problems[0]!.includes(' in the profile regulated. '),
      );
    });

    it(`is a warning in the others: ${key}`, () => {
      for (const profile of ['starter', 'standard']) {
        const { warnings } = loadConfigWithWarnings({ environment: {}, flags: { profile, [key]: value } });
        assert.equal(warnings.filter((line) => line.startsWith(key) && line.includes('is outside of')).length, 1);
      }
    });
  }
});

it('a role whose minimum nobody could meet ends the start', () => {
  const off = { 'selfservice.methods.passkey.enabled': false, 'selfservice.methods.webauthn.enabled': false };
  assert.throws(() => load({ ...off, profile: 'regulated' }), /assurance\.role_minimum: asks for a key/);
  assert.throws(
    () => load({ ...off, 'assurance.tier3.phishing_resistant': true }),
    /assurance\.tier3\.phishing_resistant: asks/,
  );
  assert.equal(load(off).profile, 'standard');
});
