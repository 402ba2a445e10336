import type { FastifyReply, FastifyRequest } from 'fastify';
import { StingError } from '../kernel/errors.ts';

const titles: Record<number, string> = {
  400: 'This request cannot be used',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  410: 'No longer available',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported content type',
  422: 'Cannot be processed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Something went wrong on our side',
  503: 'Temporarily unavailable',
};

interface FrameworkError extends Error {
  statusCode?: number;
  code?: string;
  validation?: { instancePath: string; message?: string; keyword: string; params: Record<string, unknown> }[];
}

const byStatus: Record<number, [code: string, message: string]> = {
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'This address does not take that method.'],
  413: ['too_large', 'The request is larger than allowed.'],
  414: ['address_too_long', 'The address is longer than allowed.'],
  415: ['unsupported_media_type', 'Send application/json.'],
};

/** Every thrown thing as a StingError: the framework's own refusals get stable codes, the unexpected becomes a 500. */
export function toStingError(thrown: unknown): StingError {
  if (thrown instanceof StingError) return thrown;
  const error = thrown as FrameworkError;
  if (error.validation) {
    const errors = error.validation.map(({ instancePath, message, keyword, params }) => ({
      pointer: keyword === 'additionalProperties' ? `${instancePath}/${params['additionalProperty']}` : instancePath,
      detail: message ?? 'does not fit',
    }));
    return new StingError({
      code: 'invalid_input',
      status: 400,
      message: `The request does not fit: ${errors[0]?.pointer || 'body'} ${errors[0]?.detail}.`,
      extensions: { errors },
    });
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) {
    const [code, message] = byStatus[statusCode] ?? ['malformed_request', 'The request cannot be read.'];
    return new StingError({ code, status: statusCode, message, cause: thrown });
  }
  return new StingError({
    code: 'internal_error',
    status: 500,
    message: 'Something unexpected happened. The request id helps the operator to find it.',
    cause: thrown,
  });
}

/** Answers RFC 9457 problem JSON, with the RFC 9470 challenge where a stronger proof would help. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: StingError): FastifyReply {
  if (error.code === 'step_up_required') {
    const { level, max_age_seconds } = (error.extensions['needs'] ?? {}) as {
      level?: string;
      max_age_seconds?: number;
    };
    const parts = ['error="insufficient_user_authentication"'];
    if (level) parts.push(`acr_values="${level}"`);
    if (max_age_seconds !== undefined) parts.push(`max_age=${max_age_seconds}`);
    reply.header('www-authenticate', `Bearer ${parts.join(', ')}`);
  } else if (error.code === 'scope_missing') {
    // RFC 6750 §3.1
    reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${error.extensions['scope']}"`);
  } else if (error.status === 401) {
    reply.header('www-authenticate', 'Bearer');
  }
  return reply
    .code(error.status)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemOf(error, request.id));
}

/** The problem document; without a request id where there never was a request. */
export function problemOf({ status, code, message, extensions }: StingError, requestId: string | null) {
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code,
    detail: message,
    ...(requestId === null ? {} : { request_id: requestId }),
    ...extensions,
  };
}
