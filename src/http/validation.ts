import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';

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
