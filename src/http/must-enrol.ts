import type { Requirement } from '../assurance/requirement.ts';
import type { Authenticated } from '../sessions/sessions.ts';
import type { Reader } from '../store/store.ts';
import type { Application } from './application.ts';

/**
 * The key that this person has to add before anything but their own account opens, because of a role that they have; null
 * where they have it, or may go on without it for now.
 */
export async function mustEnrol(
  { access, clock }: Application,
  db: Reader,
  { session, identity }: Pick<Authenticated, 'identity'> & { session: Pick<Authenticated['session'], 'evidence'> },
): Promise<Requirement | null> {
  const missing = await access.enrolment(db, identity.id, session.evidence);
  return missing !== null && missing.dueAt <= clock() ? missing.needs : null;
}
