import type { FastifyRequest } from 'fastify';
import type { AuditEvent } from '../../audit/audit.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { auditOf } from '../authorize.ts';

/** Says in the audit chain what the change was, and tells its person of a change to how they sign in. */
export type Note = (event: Pick<AuditEvent, 'type'> & Partial<AuditEvent>) => Promise<void>;

/** Runs a change in one transaction, which first decides again whether the person may: the only way a route writes. */
export function change<T>(
  app: Application,
  request: FastifyRequest,
  work: (tx: Tx, note: Note) => Promise<T>,
): Promise<T> {
  return app.store.write(async (tx) => {
    await request.authorization.confirm(tx);
    return work(tx, async (event) => {
      await app.audit.append(tx, auditOf(app, request, { outcome: 'success', ...event }), request.from);
      const { identity } = request.person!;
      await app.notices.factorsChanged(tx, { identity, noted: [event], origin: request.from });
    });
  });
}
