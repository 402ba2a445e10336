import { atStart, baseUrl, derived, optional, required } from '../key.ts';
import { advised, duration, flag, integer, listOf, oneOf, only, text, url } from '../kinds.ts';

const prefix = 'selfservice.methods.passkey.config.rp';
const codeLifespan = advised(duration('1m', '10m'), duration('1m', '24h'));
const challengeLifetime = advised(duration('10s', '5m'), duration('10s', '1h'));

/** Passkeys and security keys. */
export const passkeyKeys = {
  'selfservice.methods.passkey.enabled': required(flag(), true, 'Whether people may have passkeys.'),
  'selfservice.methods.webauthn.enabled': required(flag(), false, 'Whether people may have security keys.'),
  'selfservice.methods.webauthn.config.passwordless': required(
    flag(),
    false,
    'Whether a security key is a first factor instead of a second one.',
  ),
  ...atStart({
    'selfservice.methods.passkey.config.rp.id': required(
      text('a domain'),
      derived('the host of serve.public.base_url', (above) => new URL(baseUrl(above)).hostname),
      'Relying party id: a registrable domain.',
    ),
    'selfservice.methods.passkey.config.rp.display_name': required(text(), 'STING', 'Name that authenticators show.'),
    'selfservice.methods.passkey.config.rp.origins': required(
      listOf(text('an origin')),
      derived('the origin of serve.public.base_url', (above) => [new URL(baseUrl(above)).origin]),
      'Origins that may use passkeys, exactly.',
    ),
    'selfservice.methods.passkey.config.authenticator_selection.attachment': optional(
      oneOf('platform', 'cross-platform'),
      'Only authenticators built in, or only those one carries.',
    ),
    'selfservice.methods.passkey.config.authenticator_selection.resident_key': required(
      oneOf('required', 'preferred', 'discouraged'),
      'required',
      'Whether a passkey must be discoverable.',
    ),
    'selfservice.methods.passkey.config.authenticator_selection.user_verification': required(
      oneOf('required', 'preferred', 'discouraged'),
      'preferred',
      'Whether a passkey must verify its person; without it a passkey gives aal1.',
    ),
    'selfservice.methods.passkey.config.attestation.preference': required(
      only('none', 'STING does not ask authenticators for their attestation yet'),
      'none',
      'Whether an authenticator has to show its maker.',
    ),
    'selfservice.methods.passkey.config.timeouts.login': required(
      challengeLifetime,
      300,
      'Time to sign in by passkey.',
    ),
    'selfservice.methods.passkey.config.timeouts.registration': required(
      challengeLifetime,
      300,
      'Time to create a passkey.',
    ),
    'selfservice.methods.webauthn.config.rp.id': required(
      text('a domain'),
      derived(`${prefix}.id`, (above) => above[`${prefix}.id`] as string),
      'Relying party id of security keys.',
    ),
    'selfservice.methods.webauthn.config.rp.display_name': required(
      text(),
      derived(`${prefix}.display_name`, (above) => above[`${prefix}.display_name`] as string),
      'Name that security keys show.',
    ),
    'selfservice.methods.webauthn.config.rp.origin': optional(text('an origin'), 'The one origin, in older files.'),
    'selfservice.methods.webauthn.config.rp.origins': required(
      listOf(text('an origin')),
      derived(`rp.origin, else ${prefix}.origins`, (above) => {
        const origin = above['selfservice.methods.webauthn.config.rp.origin'];
        return origin === undefined ? (above[`${prefix}.origins`] as string[]) : [origin as string];
      }),
      'Origins that may use security keys, exactly.',
    ),
  }),
};

/** Every other method. */
export const methodKeys = {
  'selfservice.methods.totp.enabled': required(flag(), true, 'Whether people may have an authenticator app.'),
  ...atStart({
    'selfservice.methods.totp.config.issuer': required(
      text(),
      derived('the host of serve.public.base_url', (above) => new URL(baseUrl(above)).hostname),
      'Name that authenticator apps show.',
    ),
  }),
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
  'selfservice.methods.code.config.lifespan': required(codeLifespan, 600, 'Life of a code.'),
  'selfservice.methods.code.config.max_submissions': required(
    advised(integer(1, 10), integer(1, 255)),
    5,
    'How often a code may be tried.',
  ),
  'selfservice.methods.code.config.missing_credential_fallback_enabled': required(
    flag(),
    false,
    'Whether people who have no code credential yet may sign in by a code to their address.',
  ),

  'selfservice.methods.link.enabled': required(flag(), false, 'Whether recovery and verification may send links.'),
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

  'selfservice.methods.password.enabled': required(flag(), false, 'Whether people may have passwords.'),
  ...atStart({
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
    'selfservice.methods.password.config.ignore_network_errors': optional(
      flag(),
      'Accepted for Kratos; the list is a file.',
    ),
    'selfservice.methods.password.config.haveibeenpwned_enabled': optional(
      only(false, 'no part of a password leaves STING; name a file in breached_list_path'),
      'Accepted for Kratos.',
    ),
  }),

  'selfservice.methods.oidc.enabled': optional(only(false, 'STING has no social sign-in yet'), 'Accepted for Kratos.'),
  'selfservice.methods.saml.enabled': optional(only(false, 'STING has no SAML'), 'Accepted for Kratos.'),
  'selfservice.methods.deviceauthn.enabled': optional(
    only(false, 'STING does not bind devices this way'),
    'Accepted for Kratos.',
  ),
  'selfservice.methods.captcha.enabled': optional(
    only(false, 'STING slows attempts down instead'),
    'Accepted for Kratos.',
  ),
};

export const securityKeys = {
  'security.account_enumeration.mitigate': required(
    flag(),
    true,
    'Whether no answer tells strangers which accounts exist.',
  ),
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
    'security.contact': optional(
      text('a mailto: or https: address', (value) => /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(value)),
      'Where people report a security problem; it makes /.well-known/security.txt (RFC 9116) and the link on every page.',
    ),
  }),
};
