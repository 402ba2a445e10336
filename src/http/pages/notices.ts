import type { FastifyInstance } from 'fastify';
import type { Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { screensFor } from './language.ts';

/**
 * What the links of notices open: a page that asks. It looks nothing up, so that neither a mail program that opens links
 * nor somebody who guesses tokens gets anything out of it; the POST of its form decides.
 */
export function noticeRoutes(server: FastifyInstance, { random }: Application, pages: Pages): void {
  const declared = { auth: 'none', tier: 1, permission: 'public', contract: 'page' } as const;

  for (const [path, operation, screen] of [
    ['/disown', 'page.disown', 'disown'],
    ['/revert-address', 'page.revert_address', 'revertAddress'],
  ] as const) {
    server.get(path, { config: { ...declared, operation } }, (request, reply) => {
      const { token = '' } = request.query as { token?: string };
      const screens = screensFor(pages, request, reply);
      if (token === '') {
        reply.code(410);
        return sendHtml(reply, { random }, (nonce) => screens.notice('linkSpent', '/login', nonce));
      }
      const data = { action: path, token, decline: '/login' };
      return sendHtml(reply, { random }, (nonce) => screens[screen](data, nonce));
    });
  }
}
