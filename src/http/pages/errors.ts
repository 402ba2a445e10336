import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { flowError, knownFlowError, type SelfService, selfServiceFlows } from '../../flows/flows.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { ErrorPage, Notice, Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { envelope } from '../self-service/envelope.ts';
import { screensFor } from './language.ts';
import { waitingError, waitingOf } from './waiting.ts';

/**
 * An error that a browser is sent to: its code, the request it happened in and, where it passes, when. Everything that
 * the page says follows from these, so nothing is stored and nobody can fill a table with failing requests.
 */
function errorId(error: StingError, requestId: string): string {
  const waiting = waitingOf(error);
  if (waiting) return `${waiting.reason}.${requestId}.${waiting.seconds}`;
  const until = heldUntil(error);
  return `${error.code}.${requestId}${until === undefined ? '' : `.${until}`}`;
}

/** Until when a hold keeps new ways to sign in away, in milliseconds. */
function heldUntil({ extensions }: StingError): number | undefined {
  const { held_until: until } = (extensions['details'] ?? {}) as { held_until?: string };
  return until === undefined ? undefined : Date.parse(until);
}

/** Whoever builds an error page looks at it with this one (wire contract section 5). */
const exampleId = 'stub:500';
const example = new StingError({ code: 'internal_error', status: 500, message: 'This is an example of an error.' });

function errorOf(id: string, request: FastifyRequest): { error: StingError; requestId: string } | null {
  if (id === exampleId) return { error: example, requestId: request.id };
  const [code = '', requestId = '', when = ''] = id.split('.');
  const held = code === 'recovery_hold' && /^\d{13}$/.test(when);
  const error = held
    ? flowError(code, { details: { held_until: rfc3339(Number(when)) } })
    : (waitingError(code, when) ?? knownFlowError(code));
  return error && isUuid(requestId) ? { error, requestId } : null;
}

/** Where a browser goes with an error of a self-service flow (wire contract section 5). */
export function errorLocation({ config }: Application, error: StingError, request: FastifyRequest): string | null {
  if (!knownFlowError(error.code)) return null;
  return `${config['selfservice.flows.error.ui_url']}?id=${errorId(error, request.id)}`;
}

/** The page that says what happened and what to do now, under the error's own status. */
export function sendErrorPage(
  { random, config }: Application,
  pages: Pages,
  { error, requestId }: { error: StingError; requestId: string },
  reply: FastifyReply,
): FastifyReply {
  reply.code(error.status);
  const from = cameFrom(reply.request);
  // Nobody can ask for the answer to a submission again, in another language: its page has an address of its own.
  const lasting = waitingOf(error) && {
    path: config['selfservice.flows.error.ui_url'],
    query: String(new URLSearchParams({ id: errorId(error, requestId), ...from })),
  };
  const screens = screensFor(pages, reply.request, reply, lasting ?? undefined);
  const notice = notices[error.code];
  if (notice) return sendHtml(reply, { random }, (nonce) => screens.notice(notice, '/login', nonce));
  const { code, status, message: sentence } = error;
  const until = heldUntil(error);
  const said = { code, status, sentence, requestId, ...(until === undefined ? {} : { until }) };
  return sendHtml(reply, { random }, (nonce) => screens.error({ ...said, ...wayOn() }, nonce));

  function wayOn(): Pick<ErrorPage, 'next' | 'leads'> {
    if (code === 'recovery_hold') return { next: config['selfservice.flows.settings.ui_url'], leads: 'account' };
    if (!lasting || !from.kind) return { next: '/', leads: 'again' };
    const page = config[`selfservice.flows.${from.kind}.ui_url`];
    return from.flow ? { next: `${page}?flow=${from.flow}`, leads: 'back' } : { next: page, leads: 'again' };
  }
}

/** Which flow somebody was in when this happened, as far as the address tells. */
function cameFrom({ routeOptions, query }: FastifyRequest): { kind?: SelfService; flow?: string } {
  const asked = (query ?? {}) as { kind?: string; flow?: string };
  const [, named] = /^\/(?:self-service\/)?([a-z]+)/.exec(routeOptions.url ?? '') ?? [];
  const kind = selfServiceFlows.find((each) => each === (named === 'error' ? asked.kind : named));
  return { ...(kind && { kind }), ...(kind && asked.flow && isUuid(asked.flow) && { flow: asked.flow }) };
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
