import type { PersonInFull } from '../../src/http/api/people-shapes.ts';

/** People in the words of the screen; how roles are called, the server says. */
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
