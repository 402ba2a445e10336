import { type Sensitivity, sensitivities, verbTiers } from '../access/access.ts';
import type { Action } from '../assurance/action.ts';
import type { Document } from '../jars/jars.ts';
import type { Authenticated } from '../sessions/sessions.ts';
import type { Reader } from '../store/store.ts';
import type { Application } from './application.ts';
import type { RouteDeclaration } from './route.ts';

type Needed = Pick<Application, 'access' | 'jars'>;

/** Whether this person decides about uploads to the jar, at once or after a step-up. */
export async function approves(
  { access }: Needed,
  db: Reader,
  { identity, session }: Authenticated,
  jar: string,
): Promise<boolean> {
  const decision = await access.decide(db, {
    subject: identity.id,
    permission: 'jar.approve',
    tier: verbTiers.approve,
    jar,
    proofs: { session: session.evidence, action: [] },
  });
  return decision.effect !== 'deny';
}

/** Whether a document exists for somebody who may read its jar: what waits or was rejected does so only for a few. */
export async function sees(app: Needed, db: Reader, person: Authenticated, document: Document): Promise<boolean> {
  if (document.state === 'ready' || document.uploadedBy === person.identity.id) return true;
  return document.state === 'pending' && (await approves(app, db, person, document.jarId));
}

/** The label that an operation on a jar meets inside of it; null where there is none, or none that the person may know of. */
export async function labelOf(
  app: Needed,
  db: Reader,
  { route, action, person }: { route: RouteDeclaration; action: Action; person: Authenticated },
): Promise<Sensitivity | null> {
  if (route.labelled === undefined || action.resource === null) return null;
  if (route.labelled === 'query') {
    return sensitivities.find((label) => label === action.parameters['sensitivity']) ?? null;
  }
  const jarId = action.resource.slice('jar:'.length);
  const document = await app.jars.document(db, jarId, String(action.parameters['doc']));
  return document && (await sees(app, db, person, document)) ? document.label : null;
}
