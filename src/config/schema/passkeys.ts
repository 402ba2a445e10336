import { atStart, baseUrl, derived, optional, required } from '../key.ts';
import { advised, duration, flag, listOf, oneOf, only, text } from '../kinds.ts';

const prefix = 'selfservice.methods.passkey.config.rp';
const challengeLifetime = advised(duration('10s', '5m'), duration('10s', '1h'));

/** Passkeys and security keys; the relying party is settled at the start. */
export const passkeyKeys = atStart({
  'selfservice.methods.passkey.enabled': required(flag(), true, 'Whether people may have passkeys.'),
  'selfservice.methods.webauthn.enabled': required(flag(), false, 'Whether people may have security keys.'),
  'selfservice.methods.webauthn.config.passwordless': required(
    flag(),
    false,
    'Whether a security key is a first factor instead of a second one.',
  ),
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
    'Accepted for Kratos; a challenge lives five minutes.',
  ),
  'selfservice.methods.passkey.config.timeouts.registration': required(
    challengeLifetime,
    300,
    'Accepted for Kratos; a challenge lives five minutes.',
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
});
