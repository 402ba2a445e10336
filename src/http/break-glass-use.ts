import type { FastifyRequest } from 'fastify';
import type { Application } from './application.ts';
import { auditOf } from './authorize.ts';
import { declarationOf } from './route.ts';

/**
 * A request that may go on, of a session that a sealed code opened: it is written down before anything is answered, and the
 * owner of a jar that it reads by that alone hears of it, once for each opening.
 */
export async function noteUse(app: Application, request: FastifyRequest, opening: string): Promise<void> {
  const { permission, resource, beyondAccount } = declarationOf(request);
  // One's own account is no wider for it.
  if (permission === 'self' && !beyondAccount) return;
  const { relation } = request.authorization;
  const byCodeAlone = resource === 'jar' && relation === null && permission !== 'jar.discover';
  await app.store.write(async (tx) => {
    const event = auditOf(app, request, { type: 'break_glass.used', outcome: 'success' });
    await app.audit.append(tx, event, request.from);
    if (!byCodeAlone) return;
    const jar = await app.jars.get(tx, (request.params as { id: string }).id);
    if (jar === null || !(await app.breakGlass.noteJar(tx, opening, jar.id))) return;
    await app.jarNews.tell(tx, { identityId: jar.ownerId, what: 'break_glass_read', jarId: jar.id });
  });
  app.courier.wake();
}
