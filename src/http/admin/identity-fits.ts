import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Static, TSchema } from 'typebox';
import { toStingError } from '../problems.ts';

const ajv = new Ajv({ strict: false });
formats.default(ajv);

/**
 * A check of values that are not the body of a request as a whole: entries of a batch, the outcome of a patch. Answers
 * the value with its type or throws `invalid_input` (400), as a body does.
 */
export function fits<Schema extends TSchema>(schema: Schema): (value: unknown) => Static<Schema> {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    if (validate(value)) return value as Static<Schema>;
    throw toStingError(Object.assign(new Error('does not fit'), { validation: validate.errors }));
  };
}
