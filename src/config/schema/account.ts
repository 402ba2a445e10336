import { atStart, required } from '../key.ts';
import { duration, integer, listOf, oneOf } from '../kinds.ts';

const role = oneOf(
  'owner',
  'admin',
  'security_officer',
  'support',
  'auditor',
  'editor',
  'member',
  'read_only',
  'service',
);

type Role = Extract<ReturnType<typeof role.read>, { value: unknown }>['value'];

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
  'assurance.passkey_required_roles': required(
    listOf(role),
    ['owner', 'admin', 'security_officer', 'support'] as Role[],
    'People with one of these roles reach nothing but their own account until they have a passkey or a security key.',
  ),
};
