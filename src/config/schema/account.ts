import { required } from '../key.ts';
import { duration, listOf, oneOf } from '../kinds.ts';

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
  'assurance.passkey_required_roles': required(
    listOf(role),
    ['owner', 'admin', 'security_officer', 'support'] as Role[],
    'People with one of these roles reach nothing but their own account until they have a passkey or a security key.',
  ),
};
