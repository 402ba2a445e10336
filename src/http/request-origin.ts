import type { FastifyRequest } from 'fastify';
import type { Origin } from '../kernel/request.ts';
import { languageOf } from './pages/language.ts';

/** Where a request came from. Its language is looked for only where something is written to somebody. */
export class RequestOrigin implements Origin {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly #request: FastifyRequest;

  constructor(request: FastifyRequest) {
    this.requestId = request.id;
    this.ip = request.ip;
    this.userAgent = request.headers['user-agent'] ?? '';
    this.#request = request;
  }

  get language(): string {
    return languageOf(this.#request);
  }
}
