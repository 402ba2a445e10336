/** Roles whose holders can change what others may do, so that whoever takes over their account takes over more than that. */
const administrativeRoles: readonly string[] = ['owner', 'admin', 'security_officer', 'support'];

export const isAdministrative = (roles: readonly string[]): boolean =>
  roles.some((role) => administrativeRoles.includes(role));
