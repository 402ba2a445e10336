import type { FastifyInstance } from 'fastify';
import type { Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { screensFor } from './language.ts';

/**
 * What the links of notices open: a page that asks. It looks nothing up, so that neither a mail program that opens links
 * nor somebody who guesses tokens gets anything out of it; the POST of its form decides.
 */
export function noticeRoutes(server: FastifyInstance, { random, notices }: Application, pages: Pages): void {
  const declared = { auth: 'none', tier: 1, permission: 'public', contract: 'page' } as const;

  for (const [path, operation, screen, act, done] of [
    ['/disown', 'disown', 'disown', notices.disown, 'disowned'],
    ['/revert-address', 'revert_address', 'revertAddress', notices.revertAddress, 'addressReverted'],
    ['/keep-account', 'keep_account', 'keepAccount', notices.keepAccount, 'accountKept'],
  ] as const) {
    server.get(path, { config: { ...declared, operation: `page.${operation}` } }, (request, reply) => {
      const { token = '' } = request.query as { token?: string };
      const screens = screensFor(pages, request, reply);
      if (token === '') {
        reply.code(410);
        return sendHtml(reply, { random }, (nonce) => screens.notice('linkSpent', '/login', nonce));
      }
      const data = { action: path, token, decline: '/login' };
      return sendHtml(reply, { random }, (nonce) => screens[screen](data, nonce));
    });

    server.post(
      path,
      { config: { ...declared, tier: 2, operation: `${operation}.confirm`, form: true } },
      async (request, reply) => {
        const { token } = (request.body ?? {}) as { token?: unknown };
        await act(String(token ?? ''), request.from);
        return sendHtml(reply, { random }, (nonce) => screensFor(pages, request, reply).notice(done, '/login', nonce));
      },
    );
  }
}
