import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { knownFlowError } from '../../flows/flows.ts';
import { notFound, type StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { envelope } from '../self-service/envelope.ts';

/**
 * An error that a browser is sent to: its code and the request it happened in. Everything that the page says follows
 * from the code, so nothing is stored and nobody can fill a table with failing requests.
 */
function errorId(error: StingError, request: FastifyRequest): string {
  return `${error.code}.${request.id}`;
}

function errorOf(id: string): { error: StingError; requestId: string } | null {
  const [code = '', requestId = ''] = id.split('.');
  const error = knownFlowError(code);
  return error && isUuid(requestId) ? { error, requestId } : null;
}

/** Where a browser goes with an error of a self-service flow (wire contract section 5). */
export function errorLocation({ config }: Application, error: StingError, request: FastifyRequest): string | null {
  if (!knownFlowError(error.code)) return null;
  return `${config['selfservice.flows.error.ui_url']}?id=${errorId(error, request)}`;
}

/** The page that says what happened and what to do now, under the error's own status. */
export function sendErrorPage(
  { random }: Application,
  pages: Pages,
  { error, requestId }: { error: StingError; requestId: string },
  reply: FastifyReply,
): FastifyReply {
  reply.code(error.status);
  if (error.code === 'setup_spent')
    return sendHtml(reply, { random }, (nonce) => pages.notice('setupSpent', '/login', nonce));
  const title = error.status >= 500 ? 'Something went wrong on our side' : 'This did not work';
  const next = { label: 'Start again', href: '/login' };
  return sendHtml(reply, { random }, (nonce) =>
    pages.error({ title, sentence: error.message, next, requestId }, nonce),
  );
}

export function errorRoutes(server: FastifyInstance, app: Application, pages: Pages): void {
  const declared = { auth: 'none', tier: 1, permission: 'public' } as const;

  server.get('/error', { config: { ...declared, operation: 'page.error', contract: 'page' } }, (request, reply) => {
    const { id = '' } = request.query as { id?: string };
    const found = errorOf(id) ?? { error: notFound('page'), requestId: request.id };
    return sendErrorPage(app, pages, found, reply);
  });

  server.get(
    '/self-service/errors',
    { config: { ...declared, operation: 'error.read', contract: 'kratos' } },
    async (request) => {
      const { id = '' } = request.query as { id?: string };
      const found = errorOf(id);
      if (!found) throw notFound('error');
      return { id, error: envelope(found.error)['error'] };
    },
  );
}
