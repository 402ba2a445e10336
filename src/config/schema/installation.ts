import { urlGlob } from '../../kernel/url-glob.ts';
import { identitySchemas } from '../identity-schemas.ts';
import { atStart, type Key, optional, required } from '../key.ts';
import { flag, integer, type Kind, listOf, oneOf, only, problem, text } from '../kinds.ts';
import { secret } from '../secret.ts';

const secrets = listOf(secret(16));
const acceptedText = text();

const urlPattern = text('an http or https URL, in which * may stand', (value) => {
  try {
    urlGlob(value);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
});

const dsn: Kind<string> = {
  type: 'text',
  bound: 'memory or sqlite://',
  read: (raw) =>
    typeof raw === 'string' && /^(?:memory$|sqlite:\/\/\S)/.test(raw)
      ? { value: raw }
      : problem('must be memory or begin with sqlite://: STING keeps its own database file; PostgreSQL comes later'),
  write: (value) => value,
};

/** Secrets, storage, log and identity schemas. */
export const installationKeys = {
  ...atStart({
    dsn: optional(dsn, 'Accepted for Kratos; the database is a file in the folder `data` whatever stands here.'),
    version: optional(acceptedText, 'Accepted for Kratos: the version that the file was written for.'),
    'secrets.default': optional(
      secrets,
      'Secrets for whatever has none of its own; the first is used, the others still read. Unset, STING makes one in its data folder.',
    ),
    'secrets.cookie': optional(secrets, 'Accepted for Kratos; cookies hold random tokens, which need no secret.'),
    'secrets.cipher': optional(
      secrets,
      'Secrets that encrypt what is stored; unset they are those of secrets.default.',
    ),
    'ciphers.algorithm': optional(
      oneOf('noop', 'aes', 'xchacha20-poly1305'),
      'Accepted for Kratos; STING always encrypts with AES-256-GCM.',
    ),
    'hashers.algorithm': optional(oneOf('argon2', 'bcrypt'), 'Accepted for Kratos; STING hashes with argon2id.'),
    'hashers.bcrypt.cost': optional(integer(4, 31), 'Accepted for Kratos.'),
    'hashers.argon2.memory': optional(acceptedText, 'Accepted for Kratos.'),
    'hashers.argon2.iterations': optional(integer(1, 1000), 'Accepted for Kratos.'),
    'hashers.argon2.parallelism': optional(integer(1, 1000), 'Accepted for Kratos.'),
    'hashers.argon2.salt_length': optional(integer(16, 1024), 'Accepted for Kratos.'),
    'hashers.argon2.key_length': optional(integer(16, 1024), 'Accepted for Kratos.'),
    'hashers.argon2.expected_duration': optional(acceptedText, 'Accepted for Kratos.'),
    'hashers.argon2.expected_deviation': optional(acceptedText, 'Accepted for Kratos.'),
    'hashers.argon2.dedicated_memory': optional(acceptedText, 'Accepted for Kratos.'),
    'log.level': required(
      oneOf('panic', 'fatal', 'error', 'warning', 'warn', 'info', 'debug', 'trace'),
      'info',
      'The least urgent lines that are logged.',
    ),
    'log.format': optional(oneOf('text', 'json', 'gelf'), 'Accepted for Kratos; the log is JSON.'),
    'log.leak_sensitive_values': optional(only(false, 'STING never logs secrets'), 'Accepted for Kratos.'),
    'log.redaction_text': optional(acceptedText, 'Accepted for Kratos.'),
    'identity.schemas': optional(
      identitySchemas,
      'What identities are made of; unset there is one schema: e-mail, phone, first and last name.',
    ),
    'identity.default_schema_id': required(
      text('the id of a schema'),
      'default',
      'The schema of those who register without naming one.',
    ),
    'clients.http.disallow_private_ip_ranges': required(
      flag(),
      true,
      'Whether web hooks and gateways must not be on private networks or this machine.',
    ),
    'clients.http.private_ip_exception_urls': required(
      listOf(urlPattern),
      [] as string[],
      'URLs that may be on private networks all the same; * stands for anything but dots and slashes, ** for anything.',
    ),
  }),
  revision: optional(acceptedText, 'What /admin/health/config answers; unset it is a digest of the configuration.'),
};

const noEffect = (why: string): Key<false> => optional(only(false, why), 'Accepted for Kratos.');

export const featureKeys = {
  'feature_flags.use_continue_with_transitions': required(
    flag(),
    false,
    'Whether every transition is told by continue_with, to native clients too.',
  ),
  'feature_flags.legacy_continue_with_verification_ui': required(
    flag(),
    false,
    'Accepted for Kratos; a registration that has yet to prove an address always names the flow for it.',
  ),
  'feature_flags.legacy_require_verified_login_error': required(
    flag(),
    false,
    'Whether a login that waits for a verified address is a form error instead of a way to verification.',
  ),
  'feature_flags.faster_session_extend': required(
    flag(),
    false,
    'Whether extending a session by the admin API answers 204 without the session.',
  ),
  'feature_flags.cacheable_sessions': noEffect('a session that ended must not be read from a cache'),
  'feature_flags.choose_recovery_address': noEffect('STING has the recovery of one address only'),
  'feature_flags.legacy_oidc_registration_node_group': noEffect('STING has no social sign-in yet'),
  'feature_flags.refresh_login_choose_address': noEffect('STING sends the code to the address that is typed'),
  'feature_flags.password_profile_registration_node_group': optional(
    only('default', 'STING shows profile fields in the group default'),
    'Accepted for Kratos.',
  ),
};
