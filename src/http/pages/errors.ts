import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { knownFlowError } from '../../flows/flows.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Notice, Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { envelope } from '../self-service/envelope.ts';
import { screensFor } from './language.ts';

/**
 * An error that a browser is sent to: its code and the request it happened in. Everything that the page says follows
 * from the code, so nothing is stored and nobody can fill a table with failing requests.
 */
function errorId(error: StingError, request: FastifyRequest): string {
  return `${error.code}.${request.id}`;
}

/** Whoever builds an error page looks at it with this one (wire contract section 5). */
const exampleId = 'stub:500';
const example = new StingError({ code: 'internal_error', status: 500, message: 'This is an example of an error.' });

function errorOf(id: string, request: FastifyRequest): { error: StingError; requestId: string } | null {
  if (id === exampleId) return { error: example, requestId: request.id };
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
  const screens = screensFor(pages, reply.request, reply);
  const notice = notices[error.code];
  if (notice) return sendHtml(reply, { random }, (nonce) => screens.notice(notice, '/login', nonce));
  const { code, status, message: sentence } = error;
  return sendHtml(reply, { random }, (nonce) => screens.error({ code, status, sentence, next: '/', requestId }, nonce));
}

/** Errors that are told at more length. */
const notices: Record<string, Notice> = {
  setup_spent: 'setupSpent',
  invitation_spent: 'invitationSpent',
  self_service_flow_disabled: 'registrationClosed',
  no_mail: 'noMail',
  link_spent: 'linkSpent',
};

export function errorRoutes(server: FastifyInstance, app: Application, pages: Pages): void {
  const declared = { auth: 'none', tier: 1, permission: 'public' } as const;

  server.get('/error', { config: { ...declared, operation: 'page.error', contract: 'page' } }, (request, reply) => {
    const { id = '' } = request.query as { id?: string };
    const found = errorOf(id, request) ?? { error: notFound('page'), requestId: request.id };
    return sendErrorPage(app, pages, found, reply);
  });

  server.get(
    '/self-service/errors',
    { config: { ...declared, operation: 'error.read', contract: 'kratos' } },
    async (request) => {
      const { id = '' } = request.query as { id?: string };
      const found = errorOf(id, request);
      if (!found) throw notFound('error');
      return { id, error: envelope(found.error)['error'] };
    },
  );
}
