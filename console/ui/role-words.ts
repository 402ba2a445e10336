import type { PersonInFull, RoleName } from '../../src/http/api/people-shapes.ts';

/** Roles in the words of the screen; what each is for stands in `GET /api/roles`. */
export const roleLabels: Record<RoleName, string> = {
  owner: 'Owner',
  admin: 'Admin',
  security_officer: 'Security officer',
  support: 'Support',
  editor: 'Editor',
  member: 'Member',
  read_only: 'Read-only',
  auditor: 'Auditor',
  service: 'Application',
};

export const stateLabels: Record<PersonInFull['state'], string> = {
  active: 'Active',
  suspended: 'Suspended',
  closed: 'Closed by its owner',
};

export const factorLabels: Record<PersonInFull['factors'][number]['type'], string> = {
  passkey: 'Passkey',
  webauthn: 'Security key',
  totp: 'Authenticator app',
  lookup_secret: 'Backup codes',
  password: 'Password',
};
