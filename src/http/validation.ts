import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badRequest } from '../kernel/errors.ts';

/** Bodies and paths are taken as they are; a query string is text, so its numbers and booleans are read from text. */
export function strictValidation(server: FastifyInstance): void {
  const options = { removeAdditional: false, useDefaults: true, strict: false, allErrors: false } as const;
  const asIs = new Ajv({ ...options, coerceTypes: false });
  const fromText = new Ajv({ ...options, coerceTypes: true });
  for (const ajv of [asIs, fromText]) formats.default(ajv);
  server.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'querystring' ? fromText : asIs).compile(schema as object),
  );
}

/** On the API a route that takes no body gets none; an empty object is how some clients say nothing. */
export function refuseUnexpectedBody({ body, routeOptions }: FastifyRequest): void {
  const { config, schema } = routeOptions;
  if (body === undefined || body === null || schema?.body || (config.contract ?? 'api') !== 'api') return;
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return;
  throw badRequest('unexpected_body', 'This address takes no request body.');
}
