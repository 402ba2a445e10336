import { factorOf } from '../assurance/evidence.ts';
import type { Authenticated } from '../sessions/sessions.ts';
import type { Reader } from '../store/store.ts';
import type { Application } from './application.ts';

const keys = ['passkey', 'webauthn'] as const;

/**
 * Whether this person has to add a passkey or a security key before anything but their own account opens, because of a
 * role that they have. A session that was proven by a key answers without a look at either.
 */
export async function mustEnrol(
  { config, access, identities }: Application,
  db: Reader,
  { session, identity }: Pick<Authenticated, 'identity'> & { session: Pick<Authenticated['session'], 'evidence'> },
): Promise<boolean> {
  const roles: readonly string[] = config['assurance.passkey_required_roles'];
  if (roles.length === 0 || !keys.some((type) => config[`selfservice.methods.${type}.enabled`])) return false;
  if (session.evidence.some((proof) => factorOf(proof).phishing_resistant)) return false;
  if (!(await access.rolesOf(db, identity.id)).some((role) => roles.includes(role))) return false;
  const credentials = await identities.credentials(db, identity.id);
  return !credentials.some(({ type, status }) => keys.some((key) => key === type) && status === 'active');
}
