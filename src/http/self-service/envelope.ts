import type { FastifyReply } from 'fastify';
import { rfc3339 } from '../../kernel/clock.ts';
import type { StingError } from '../../kernel/errors.ts';

const statusText: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Errors whose id the contract does not have go without one: unknown flows, whoami without a session. */
const withoutId = new Set(['not_found', 'unknown_flow', 'unauthenticated']);

/** The error envelope of the wire contract (section 5). */
export function envelope({ code, status, message, extensions }: StingError): Record<string, unknown> {
  const { redirect_browser_to, use_flow_id, expired_at, since, details } = extensions;
  const beside = { redirect_browser_to, use_flow_id, expired_at, since };
  return {
    error: {
      ...(withoutId.has(code) ? {} : { id: code }),
      code: status,
      status: statusText[status] ?? 'Error',
      reason: message,
      message: statusText[status] ?? 'Error',
      ...(redirect_browser_to || details
        ? { details: { ...(details as object), ...(redirect_browser_to ? { redirect_browser_to } : {}) } }
        : {}),
    },
    ...Object.fromEntries(Object.entries(beside).filter(([, value]) => value !== undefined)),
  };
}

export function sendEnvelope(reply: FastifyReply, error: StingError): FastifyReply {
  // Without a charset, as the contract has it; Fastify would add one to an object.
  return reply
    .code(error.status)
    .header('content-type', 'application/json')
    .serializer((body: string) => body)
    .send(JSON.stringify(envelope(error)));
}

/** The members of a 410 on a submission: which flow to use instead. */
export function replacedBy(newFlowId: string, expiredAt: number, now: number) {
  return { use_flow_id: newFlowId, expired_at: rfc3339(expiredAt), since: (now - expiredAt) * 1_000_000 };
}
