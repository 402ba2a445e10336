import { rfc3339 } from '../../kernel/clock.ts';
import { blocked, blockersOf } from '../account-deletion.ts';
import type { Application } from '../application.ts';
import { Deletion, DeletionPreview } from './account-shapes.ts';
import { change } from './change.ts';
import type { Api } from './typed.ts';

/** Giving up one's own account: it is closed at once, and deleted when nobody took that back for a while. */
export function myAccountRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', permission: 'self' } as const;
  const dueAt = () => app.clock() + app.config['account.deletion_grace'] * 1000;

  server.get(
    '/api/me/deletion',
    { config: { ...self, tier: 1, operation: 'account.deletion' }, schema: { response: { 200: DeletionPreview } } },
    async (request) => {
      const blockers = await blockersOf(app, app.store.read, request.person!.identity.id);
      return { possible: blockers.length === 0, delete_at: rfc3339(dueAt()), blockers };
    },
  );

  server.delete(
    '/api/me',
    {
      config: { ...self, tier: 4, operation: 'account.delete' },
      schema: { response: { 202: Deletion } },
    },
    async (request, reply) => {
      const { identity } = request.person!;
      const at = dueAt();
      await change(app, request, async (tx, note) => {
        const blockers = await blockersOf(app, tx, identity.id);
        if (blockers.length > 0) throw blocked(blockers);
        await app.identities.scheduleDeletion(tx, identity.id, at);
        await app.abandonPending(tx, identity.id);
        const sessions = await app.sessions.revokeAll(tx, identity.id);
        const keys = await app.apiKeys.revokeAll(tx, identity.id);
        await note({ type: 'deletion.requested', details: { due_at: rfc3339(at), sessions, api_keys: keys } });
        await app.notices.deletionRequested(tx, { identity, dueAt: at, origin: request.from });
      });
      app.courier.wake();
      if (request.byCookie) reply.header('set-cookie', app.sessionCookie.clear());
      return reply.code(202).send({ delete_at: rfc3339(at) });
    },
  );
}
