import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { StingError } from '../kernel/errors.ts';
import { defaultHeaders } from './headers.ts';
import { problemOf, toStingError } from './problems.ts';

/**
 * Answers to what never becomes a request of a route, so that no hook sees it: an address that cannot be decoded, a
 * parameter without end, bytes that are no HTTP. They have the headers and the shape of every other refusal.
 */
export function unreadable(init: {
  https: boolean;
}): Required<Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'>> {
  const headers = { ...defaultHeaders(init), 'content-type': 'application/problem+json; charset=utf-8' };

  return {
    frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
      const refusal = toStingError(error);
      const response = reply.raw as ServerResponse<IncomingMessage>;
      response.writeHead(refusal.status, { ...headers, 'x-request-id': request.id });
      response.end(JSON.stringify(problemOf(refusal, request.id)));
    },

    clientErrorHandler(error: Error & { code?: string }, socket: Socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
      const refusal = refusals[error.code ?? ''] ?? unparsable;
      const body = JSON.stringify(problemOf(refusal, null));
      const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
      socket.end(
        `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
      );
    },
  };
}

const refuse = (code: string, status: number, message: string) => new StingError({ code, status, message });

const unparsable = refuse('malformed_request', 400, 'The request cannot be read.');

/** By what Node says went wrong. */
const refusals: Record<string, StingError> = {
  HPE_HEADER_OVERFLOW: refuse('headers_too_large', 431, 'The headers of the request are larger than allowed.'),
  ERR_HTTP_REQUEST_TIMEOUT: refuse('request_timeout', 408, 'The request did not arrive in time.'),
};
