import { atStart, baseUrl, derived, optional, required } from '../key.ts';
import { advised, duration, flag, integer, listOf, only, text, url } from '../kinds.ts';
import { byProfile } from '../profiles/profiles.ts';

const codeLifespan = advised(duration('1m', '10m'), duration('1m', '24h'));

const prefix = text('a + and digits, such as +881', (value) => /^\+[1-9]\d{0,14}$/.test(value));

/**
 * Shared country codes of the ITU that stand for no country (List of Recommendation E.164 assigned country codes, annex
 * to the Operational Bulletin 1114 of 15 December 2016): calls and messages to them cost many times the usual price, and
 * some of it is paid out to whoever has the number.
 */
const sharedCountryCodes = [
  // International Freephone and International Shared Cost Service.
  '+800',
  '+808',
  // Inmarsat, and the Global Mobile Satellite System (Iridium, Globalstar).
  '+870',
  '+881',
  // Universal Personal Telecommunication.
  '+878',
  // International Networks: satellites, aircraft, machines.
  '+882',
  '+883',
  // International Premium Rate Service.
  '+979',
];

/** Every other method: which of them there are is settled at the start. */
export const methodKeys = {
  ...atStart({
    'selfservice.methods.totp.enabled': required(flag(), true, 'Whether people may have an authenticator app.'),
    'selfservice.methods.totp.config.issuer': required(
      text(),
      derived('the host of serve.public.base_url', (above) => new URL(baseUrl(above)).hostname),
      'Name that authenticator apps show.',
    ),
    'selfservice.methods.lookup_secret.enabled': required(flag(), true, 'Whether people may have backup codes.'),
    'selfservice.methods.profile.enabled': required(flag(), true, 'Whether people may change their profile.'),

    'selfservice.methods.code.enabled': required(flag(), true, 'Whether codes by e-mail are sent at all.'),
    'selfservice.methods.code.mfa_enabled': required(flag(), false, 'Whether a code may be a second factor.'),
    'selfservice.methods.code.passwordless_enabled': required(
      flag(),
      derived('`true`, unless mfa_enabled is', (above) => above['selfservice.methods.code.mfa_enabled'] !== true),
      'Whether people may sign in and register by a code.',
    ),
    'selfservice.methods.code.sms.enabled': required(flag(), false, 'Whether codes are sent by SMS too.'),

    'selfservice.methods.link.enabled': required(flag(), false, 'Whether recovery and verification may send links.'),

    'selfservice.methods.password.enabled': required(flag(), false, 'Whether people may have passwords.'),
    'selfservice.methods.password.config.min_password_length': required(
      advised(integer(8, 64), integer(6, 64)),
      8,
      'Shortest password.',
    ),
    'selfservice.methods.password.config.identifier_similarity_check_enabled': required(
      flag(),
      true,
      'Whether a password like the e-mail address is refused.',
    ),
    'selfservice.methods.password.config.breached_list_path': optional(
      text('a file'),
      'File of the SHA-1 hashes of passwords that were stolen elsewhere; those are refused.',
    ),
    'selfservice.methods.password.config.max_breaches': required(
      integer(0, 100),
      0,
      'How often a password may stand in that list all the same.',
    ),
    'selfservice.methods.password.config.refused_list_path': optional(
      text('a file'),
      'File of further passwords that are refused in any case of their letters, one a line, at most 8 MiB.',
    ),
    'selfservice.methods.password.config.ignore_network_errors': optional(
      flag(),
      'Accepted for Kratos; the list is a file.',
    ),
    'selfservice.methods.password.config.haveibeenpwned_enabled': optional(
      only(false, 'no part of a password leaves STING; name a file in breached_list_path'),
      'Accepted for Kratos.',
    ),

    'selfservice.methods.oidc.enabled': optional(
      only(false, 'STING has no social sign-in yet'),
      'Accepted for Kratos.',
    ),
    'selfservice.methods.saml.enabled': optional(only(false, 'STING has no SAML'), 'Accepted for Kratos.'),
    'selfservice.methods.deviceauthn.enabled': optional(
      only(false, 'STING does not bind devices this way'),
      'Accepted for Kratos.',
    ),
    'selfservice.methods.captcha.enabled': optional(
      only(false, 'STING slows attempts down instead'),
      'Accepted for Kratos.',
    ),
  }),

  'selfservice.methods.code.sms.blocked_prefixes': required(
    listOf(prefix),
    sharedCountryCodes,
    'Numbers that begin like this are sent no SMS.',
  ),
  'selfservice.methods.code.config.lifespan': byProfile(
    'selfservice.methods.code.config.lifespan',
    codeLifespan,
    'Life of a code.',
  ),
  'selfservice.methods.code.config.max_submissions': required(
    advised(integer(1, 10), integer(1, 255)),
    5,
    'How often a code may be tried.',
  ),
  'selfservice.methods.code.config.missing_credential_fallback_enabled': required(
    flag(),
    false,
    'Accepted for Kratos; a code goes to the addresses that the schema marks with credentials.code.',
  ),
  'selfservice.methods.link.config.lifespan': required(
    advised(duration('1m', '24h'), duration('1m', '365d')),
    3600,
    'Life of a link.',
  ),
  'selfservice.methods.link.config.base_url': required(
    url(),
    derived('serve.public.base_url', baseUrl),
    'What links in messages begin with.',
  ),
};

export const securityKeys = {
  'security.recovery_hold': required(
    duration('0s', '7d'),
    86400,
    'How long after a recovery no sign-in method may be added.',
  ),
  'security.code_sends_per_hour': required(
    integer(1, 10),
    5,
    'How many codes are sent in an hour to one address, and for one IP address.',
  ),
  ...atStart({
    'security.account_enumeration.mitigate': required(
      flag(),
      true,
      'Whether no answer tells strangers which accounts exist.',
    ),
    'security.contact': optional(
      text('a mailto: or https: address', (value) => /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(value)),
      'Where people report a security problem; it makes /.well-known/security.txt (RFC 9116) and the link on every page.',
    ),
  }),
};
