import type { Visitor } from '../../forward-auth/forward-auth.ts';
import type { Application } from '../application.ts';
import { mustEnrol } from '../must-enrol.ts';

/** Why somebody reaches their own account and nothing else for now; null when nothing holds them up. */
export async function heldUpBy(app: Application, visitor: Visitor): Promise<'verification' | 'enrolment' | null> {
  if (app.flows.mustVerify(visitor.identity)) return 'verification';
  return (await mustEnrol(app, app.store.read, visitor)) ? 'enrolment' : null;
}
