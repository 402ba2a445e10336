import type { FastifyRequest } from 'fastify';
import { type Sensitivity, sensitivities, verbTiers } from '../access/access.ts';
import type { Action } from '../assurance/action.ts';
import type { Document } from '../jars/jars.ts';
import type { Reader } from '../store/store.ts';
import type { Application } from './application.ts';
import { askerOf } from './asker.ts';
import type { RouteDeclaration } from './route.ts';

type Needed = Pick<Application, 'access' | 'jars'>;
type Asking = Pick<FastifyRequest, 'person' | 'from' | 'opening'>;

/** Whether this person decides about uploads to the jar, at once or after a step-up. */
export async function approves({ access }: Needed, db: Reader, request: Asking, jar: string): Promise<boolean> {
  const decision = await access.decide(db, {
    ...askerOf(request),
    permission: 'jar.approve',
    tier: verbTiers.approve,
    jar,
  });
  return decision.effect !== 'deny';
}

/** Whether a document exists for somebody who may read its jar: what waits or was rejected does so only for a few. */
export async function sees(app: Needed, db: Reader, request: Asking, document: Document): Promise<boolean> {
  if (document.state === 'ready' || document.uploadedBy === request.person!.identity.id) return true;
  return document.state === 'pending' && (await approves(app, db, request, document.jarId));
}

/** The label that an operation on a jar meets inside of it; null where there is none, or none that the person may know of. */
export async function labelOf(
  app: Needed,
  db: Reader,
  { route, action, request }: { route: RouteDeclaration; action: Action; request: Asking },
): Promise<Sensitivity | null> {
  if (route.labelled === undefined || action.resource === null) return null;
  if (route.labelled === 'query') {
    return sensitivities.find((label) => label === action.parameters['sensitivity']) ?? null;
  }
  const jarId = action.resource.slice('jar:'.length);
  const document = await app.jars.document(db, jarId, String(action.parameters['doc']));
  return document && (await sees(app, db, request, document)) ? document.label : null;
}
