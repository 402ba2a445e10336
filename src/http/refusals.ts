import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StingError } from '../kernel/errors.ts';
import type { Pages } from '../pages/pages.ts';
import type { Application } from './application.ts';
import { auditOf } from './authorize.ts';
import { isJsonRequest } from './content.ts';
import { errorLocation, sendErrorPage } from './pages/errors.ts';
import { sendProblem, toStingError } from './problems.ts';
import { sendEnvelope } from './self-service/envelope.ts';

/** How every refusal leaves: written down, and in the shape of the route's contract. */
export function refusals(server: FastifyInstance, app: Application, pages: Pages): void {
  server.setErrorHandler(async (thrown, request, reply) => {
    const error = toStingError(thrown);
    if (error.status >= 500) request.log.error({ err: thrown, code: error.code }, error.detail ?? error.message);
    else await writeDown(app, request, error);
    const seconds = error.extensions['retry_after_seconds'];
    if (seconds !== undefined) reply.header('retry-after', String(seconds));
    return send(app, pages, request, reply, error);
  });

  server.setNotFoundHandler(async (request, reply) => {
    app.audit.count('unknown_address', request.from);
    const error = new StingError({ code: 'not_found', status: 404, message: 'There is nothing at this address.' });
    if (isPage(request) && !isJsonRequest(request))
      return sendErrorPage(app, pages, { error, requestId: request.id }, reply);
    return sendProblem(request, reply, error);
  });
}

/** A browser that navigates, in contrast to a script or another program. */
function isPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && /\btext\/html\b/.test(headers.accept ?? '');
}

function send(
  app: Application,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  error: StingError,
): FastifyReply {
  const { contract = 'api' } = request.routeOptions.config ?? {};
  if (contract === 'page') return sendErrorPage(app, pages, { error, requestId: request.id }, reply);
  if (contract !== 'kratos') return sendProblem(request, reply, error);
  const browser = /\/(browser|login|registration|settings|recovery|verification|logout)$/.test(
    request.routeOptions.url ?? '',
  );
  if (browser && !isJsonRequest(request)) {
    const spent = error.code === 'setup_spent' || error.code === 'invitation_spent';
    const location = spent ? null : errorLocation(app, error, request);
    if (location !== null) return reply.redirect(location, 303);
    return sendErrorPage(app, pages, { error, requestId: request.id }, reply);
  }
  return sendEnvelope(reply, error);
}

/** Refusals of a person are events; anonymous junk is counted, so that it cannot force a write each. */
async function writeDown(app: Application, request: FastifyRequest, error: StingError): Promise<void> {
  const unwritten = ['session_inactive', 'unauthenticated', 'session_already_available', 'session_refresh_required'];
  if (unwritten.includes(error.code)) return;
  if (!request.person) return app.audit.count(error.code, request.from);
  const stepUp = error.code === 'step_up_required' || error.code === 'enrolment_required';
  const hidden = error.code === 'not_found' && request.routeOptions.config.resource !== undefined;
  // A page that only looks asks again and again; what somebody wanted to do is worth an event each time.
  const looking = stepUp && request.method === 'GET';
  if (looking || (!stepUp && !hidden && error.status !== 403)) return app.audit.count(error.code, request.from);
  await app.audit.record(
    auditOf(app, request, {
      type: stepUp ? 'access.step_up_required' : 'access.denied',
      outcome: 'denied',
      reason: error.code,
    }),
    request.from,
  );
}
