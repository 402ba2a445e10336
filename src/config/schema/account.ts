import { atStart, type Filled, required } from '../key.ts';
import { duration, flag, integer, listOf, oneOf } from '../kinds.ts';
import { byProfile, type Role, type RoleMinimum, role, roleMinimum, roles } from '../profiles/profiles.ts';

/** The minimum of each role, one key each, so that one can be set without the others. */
const minimums = Object.fromEntries(
  roles.map((name) => [
    `assurance.role_minimum.${name}`,
    byProfile(
      `assurance.role_minimum.${name}`,
      roleMinimum,
      name === 'member'
        ? 'What members, and people without a role, must prove to act on jars; so must those whose role is about the installation.'
        : `What people with the role ${name} must prove to use it.`,
    ),
  ]),
) as Record<`assurance.role_minimum.${Role}`, Filled<RoleMinimum>>;

/** What holds for every account, whatever its methods are. */
export const accountKeys = {
  'account.deletion_grace': required(
    duration('0s', '30d'),
    1_209_600,
    'How long the deletion of an account can be taken back; the account is closed meanwhile.',
  ),
  'invitations.lifespan': required(
    duration('1h', '168h'),
    86_400,
    'How long an invitation can be accepted; it works once.',
  ),
  'api_keys.lifespan': required(
    duration('1d', '365d'),
    7_776_000,
    'How long an API key works when its owner does not say; never longer than api_keys.max_lifespan.',
  ),
  'api_keys.max_lifespan': required(duration('1d', '365d'), 31_536_000, 'How long an API key may work at most.'),
  'api_keys.max_per_person': required(
    integer(0, 10),
    10,
    'How many API keys a person may have that work; keys that a rotation replaced are not counted.',
  ),
  ...atStart({
    'api_keys.requests_per_minute': required(integer(1, 60), 60, 'Requests a minute by one API key.'),
  }),
  // The parts of the program are made from these, once.
  ...atStart({
    'assurance.mode': byProfile('assurance.mode', oneOf('product', 'nist'), 'How factors add up to a level.'),
    'assurance.passkey': required(
      oneOf('aal1', 'aal2'),
      'aal2',
      'The level that a verified passkey shows in `authentication_methods`; aal1 is the grading of Kratos.',
    ),
    'assurance.tier2.max_age': byProfile(
      'assurance.tier2.max_age',
      duration('1m', '30m'),
      'How fresh a proof must be for an ordinary change; unset, the session is enough.',
    ),
    'assurance.tier3.max_age': byProfile(
      'assurance.tier3.max_age',
      duration('10s', '5m'),
      'How fresh the proofs must be for something sensitive.',
    ),
    'assurance.tier3.phishing_resistant': byProfile(
      'assurance.tier3.phishing_resistant',
      flag(),
      'Whether something sensitive asks for a passkey or a security key.',
    ),
    'assurance.tier4.phishing_resistant': byProfile(
      'assurance.tier4.phishing_resistant',
      flag(),
      'Whether something critical asks for a passkey or a security key; it is bound to its action in any case.',
    ),
    ...minimums,
  }),
  'assurance.passkey_required_roles': byProfile(
    'assurance.passkey_required_roles',
    listOf(role),
    'People with one of these roles reach nothing but their own account until they have a passkey or a security key.',
  ),
  'assurance.enrolment_grace': byProfile(
    'assurance.enrolment_grace',
    duration('0s', '30d'),
    'How long somebody who was given a role may go on without the key that it asks for.',
  ),
};
