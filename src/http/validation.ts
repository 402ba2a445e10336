import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyInstance, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { badRequest } from '../kernel/errors.ts';

/** Bodies and paths are taken as they are; a query string is text, so its numbers and booleans are read from text. */
export function strictValidation(server: FastifyInstance): void {
  const options = { removeAdditional: false, useDefaults: true, strict: false, allErrors: false } as const;
  const asIs = new Ajv({ ...options, coerceTypes: false });
  const fromText = new Ajv({ ...options, coerceTypes: true });
  for (const ajv of [asIs, fromText]) formats.default(ajv);
  const compiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) =>
    whenAsked(() => (httpPart === 'querystring' ? fromText : asIs).compile(schema));
  server.setValidatorCompiler(compiler);
}

/** Compiles at the first request: all schemas together would be a quarter of the time that a start takes. */
function whenAsked(compile: () => ValidateFunction) {
  let compiled: ValidateFunction | undefined;
  const validate = (data: unknown): boolean => {
    compiled ??= compile();
    const valid = compiled(data) as boolean;
    validate.errors = compiled.errors ?? null;
    return valid;
  };
  validate.errors = null as NonNullable<ValidateFunction['errors']> | null;
  return validate;
}

/** On the API a route that takes no body gets none; an empty object is how some clients say nothing. */
export function refuseUnexpectedBody({ body, routeOptions }: FastifyRequest): void {
  const { config, schema } = routeOptions;
  if (body === undefined || body === null || schema?.body || (config.contract ?? 'api') !== 'api') return;
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return;
  throw badRequest('unexpected_body', 'This address takes no request body.');
}
