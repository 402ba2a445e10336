import { jarActions } from './vocabulary.ts';

/**
 * Every role that STING comes with, and what it is for. What it may do stands in policies/*.cedar alone, and
 * `access.roles()` asks there. None of them opens a jar that is not open to everybody.
 */
const builtIn = {
  owner: { title: 'Owner', sentence: 'Runs the installation. There is always at least one.' },
  admin: { title: 'Admin', sentence: 'Looks after people, teams and invitations.' },
  security_officer: {
    title: 'Security officer',
    sentence: 'Watches over the installation: reads the audit trail, suspends people and ends their sessions.',
  },
  support: {
    title: 'Support',
    sentence: 'Helps people back in: ends sessions and takes away proofs that they have lost.',
  },
  editor: {
    title: 'Editor',
    sentence: 'Looks after the public jars: uploads to them, edits them and approves uploads.',
  },
  member: { title: 'Member', sentence: 'Uses what is shared and makes jars. Whoever has no role may do as much.' },
  read_only: {
    title: 'Read-only',
    sentence: 'Reads what is shared and changes nothing, whatever other roles and grants there are.',
  },
  auditor: { title: 'Auditor', sentence: 'Reads the audit trail and who has which role, and changes neither.' },
  service: {
    title: 'Application',
    sentence: 'An application: it uses the jars that it was given, and neither creates, shares nor administers.',
  },
} as const;

export type BuiltInRole = keyof typeof builtIn;

export const roleNames = Object.keys(builtIn) as BuiltInRole[];

export function isBuiltIn(name: string): name is BuiltInRole {
  return Object.hasOwn(builtIn, name);
}

/** How a role is called and what it is for; custom roles bring their own. */
export const builtInRoles = roleNames.map((name) => ({ name, ...builtIn[name] }));

/** What these give is on the installation alone: no role opens a jar, and on jars their holders are members like everybody. */
const installationRoles: readonly string[] = ['owner', 'admin', 'security_officer', 'support', 'auditor'];

/** The roles that count for a permission: on jars, and for making one, only those that say something about jars. */
export function countingRoles(roles: readonly string[], permission: string): readonly string[] {
  const onJars = permission === 'jar.create' || jarActions.includes(permission);
  return onJars ? roles.filter((role) => !installationRoles.includes(role)) : roles;
}

/** Roles that take away what others give. Whoever has one cannot act as an owner. */
export const limitingRoles: readonly BuiltInRole[] = ['read_only', 'service'];
