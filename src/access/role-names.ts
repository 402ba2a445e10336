/**
 * Every role and what it is for. What it may do stands in policies/*.cedar alone, and `access.roles()` asks there. None
 * of them opens a jar that is not open to everybody.
 */
export const roleSentences = {
  owner: 'Runs the installation. There is always at least one.',
  admin: 'Looks after people, teams and invitations.',
  security_officer: 'Watches over the installation: reads the audit trail, suspends people and ends their sessions.',
  support: 'Helps people back in: ends sessions and takes away proofs that they have lost.',
  editor: 'Looks after the public jars: uploads to them, edits them and approves uploads.',
  member: 'Uses what is shared and makes jars. Whoever has no role may do as much.',
  read_only: 'Reads what is shared and changes nothing, whatever other roles and grants there are.',
  auditor: 'Reads the audit trail and who has which role, and changes neither.',
  service: 'An application: it uses the jars that it was given, and neither creates, shares nor administers.',
} as const;

export type Role = keyof typeof roleSentences;

export const roleNames = Object.keys(roleSentences) as Role[];

export function isRole(name: string): name is Role {
  return Object.hasOwn(roleSentences, name);
}

/** Roles that take away what others give. Whoever has one cannot act as an owner. */
export const limitingRoles: readonly Role[] = ['read_only', 'service'];
