import type { Kind, Members } from './kinds.ts';

/** A value that is not what the schema says, and where: `address.street`. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}

/**
 * The members of a JSON object that a schema knows, as Cedar's JSON: references and addresses are made from text, so that
 * nothing in the object can name an entity by itself. What the schema does not know is left out. Throws Misfit for a
 * member of another type and for a missing one.
 */
export function fitMembers(members: Members, given: object, where = ''): Record<string, unknown> {
  const fitted: [string, unknown][] = [];
  for (const [name, { kind, required }] of members) {
    const at = where === '' ? name : `${where}.${name}`;
    if (Object.hasOwn(given, name)) fitted.push([name, fit(kind, (given as Record<string, unknown>)[name], at)]);
    else if (required) throw new Misfit(`${at} is missing`);
  }
  return Object.fromEntries(fitted);
}

function fit(kind: Kind, value: unknown, at: string): unknown {
  switch (kind.is) {
    case 'String':
      if (typeof value === 'string') return value;
      throw new Misfit(`${at} is not text`);
    case 'Bool':
      if (typeof value === 'boolean') return value;
      throw new Misfit(`${at} is neither true nor false`);
    case 'Long':
      // Beyond them JSON does not carry numbers exactly.
      if (Number.isSafeInteger(value)) return value;
      throw new Misfit(`${at} is not a whole number up to 2^53`);
    case 'Set':
      if (Array.isArray(value)) return value.map((entry) => fit(kind.of, entry, at));
      throw new Misfit(`${at} is not a list`);
    case 'Record':
      if (isObject(value)) return fitMembers(kind.members, value, at);
      throw new Misfit(`${at} is not an object`);
    case 'Entity':
      if (typeof value === 'string') return { __entity: { type: kind.type, id: value } };
      throw new Misfit(`${at} is not the id of a ${kind.type}`);
    case 'Extension':
      if (typeof value === 'string') return { __extn: { fn: kind.fn, arg: value } };
      throw new Misfit(`${at} is not text`);
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
