import type { ErrorObject } from 'ajv';
import { hasControlCharacters } from './control-characters.ts';
import type { TraitProblem } from './identity.ts';

/** A step of a JSON pointer (RFC 6901 §3). */
function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function pointerOf(path: readonly string[]): string {
  return path.map(pointerStep).join('');
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Ajv counts characters, not UTF-16 units, so the message has to count alike. */
const characters = (value: unknown) => [...String(value)].length;

type Mapping = (error: ErrorObject) => Omit<TraitProblem, 'pointer'> & { below?: string };

const otherwise: Mapping = ({ message = 'is not valid' }) => ({
  message: 4000001,
  text: `The value ${message}.`,
  context: { reason: message },
});

/** From JSON Schema's keyword to Kratos's message id. `below` is the member the pointer has to name as well. */
const mappings: Record<string, Mapping> = {
  required: ({ params: { missingProperty } }) => ({
    message: 4000002,
    text: `Property ${missingProperty} is missing.`,
    context: { property: missingProperty },
    below: missingProperty,
  }),
  additionalProperties: ({ params: { additionalProperty } }) => ({
    message: 4000001,
    text: `Property ${additionalProperty} is not allowed.`,
    context: { reason: `property ${additionalProperty} is not allowed` },
    below: additionalProperty,
  }),
  type: ({ params: { type }, data }) => ({
    message: 4000026,
    text: `Expected ${[type].flat().join(' or ')}, but got ${typeName(data)}.`,
    context: { allowed_types: [type].flat(), actual_type: typeName(data) },
  }),
  minLength: ({ params: { limit }, data }) => ({
    message: 4000003,
    text: `At least ${limit} characters are needed, these are ${characters(data)}.`,
    context: { min_length: limit, actual_length: characters(data) },
  }),
  maxLength: ({ params: { limit }, data }) => ({
    message: 4000017,
    text: `At most ${limit} characters are allowed, these are ${characters(data)}.`,
    context: { max_length: limit, actual_length: characters(data) },
  }),
  pattern: ({ params: { pattern } }) => ({
    message: 4000004,
    text: 'The value does not have the form that is asked for.',
    context: { pattern },
  }),
  format: (error) => {
    const { format } = error.params;
    const context = { value: error.data };
    if (format === 'email') return { message: 4000040, text: 'This is not a valid e-mail address.', context };
    if (format === 'tel') {
      return { message: 4000041, text: 'This is not a telephone number with its country code (+49...).', context };
    }
    return { message: 4000001, text: `This is not a valid ${format}.`, context: { reason: `not a valid ${format}` } };
  },
};

/** One validation error of `{ traits }` as a problem; its pointer begins below `/traits`. */
export function problemOf(error: ErrorObject): TraitProblem {
  const { below, ...problem } = (mappings[error.keyword] ?? otherwise)(error);
  const pointer = error.instancePath.slice('/traits'.length) + (below === undefined ? '' : pointerStep(below));
  return { pointer, ...problem };
}

/** A problem for each text and name, at any depth, that has control characters in it. */
export function controlCharacterProblems(value: unknown, pointer = ''): TraitProblem[] {
  if (typeof value === 'string') {
    if (!hasControlCharacters(value)) return [];
    const reason = 'control characters are not allowed';
    return [{ pointer, message: 4000001, text: 'Control characters are not allowed.', context: { reason } }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...controlCharacterProblems(name, pointer + pointerStep(name)),
    ...controlCharacterProblems(member, pointer + pointerStep(name)),
  ]);
}
