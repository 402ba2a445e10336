import type { FastifyRequest } from 'fastify';
import { ownerOnly } from '../../access/rulebook/rulebook.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { change, type Note } from './change.ts';

/** Of every change to an application. */
export const manages = { auth: 'session', tier: 4, permission: 'policy.manage' } as const;

/**
 * Changes an application. Who writes rules about STING that forbid needs no owner; what an application is told may permit
 * something, in its schema, its entities and its keys as in its policies, so that an owner makes it. Throws `owner_only`.
 */
export function changeApplication<T>(
  app: Application,
  request: FastifyRequest,
  work: (tx: Tx, note: Note) => Promise<T>,
): Promise<T> {
  return change(app, request, async (tx, note) => {
    const roles = await app.access.rolesOf(tx, request.person!.identity.id);
    if (!roles.includes('owner')) throw ownerOnly();
    return work(tx, note);
  });
}
