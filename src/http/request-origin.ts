import type { FastifyRequest } from 'fastify';
import type { Origin } from '../kernel/request.ts';
import type { CountryOf } from './country.ts';
import { languageOf } from './pages/language.ts';

/** Where a request came from. What only few ask for is looked for when they do. */
export class RequestOrigin implements Origin {
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly #request: FastifyRequest;
  readonly #countryOf: CountryOf;

  constructor(request: FastifyRequest, countryOf: CountryOf) {
    this.requestId = request.id;
    this.ip = request.ip;
    this.userAgent = request.headers['user-agent'] ?? '';
    this.#request = request;
    this.#countryOf = countryOf;
  }

  get language(): string {
    return languageOf(this.#request);
  }

  get country(): string | undefined {
    return this.#countryOf(this.#request);
  }
}
