import { type Environment, known } from './environment.ts';
import { erred } from './signals.ts';
import { attributeOf, EntityUid, type RecordValue, Structured, type Value } from './values.ts';

/** Follows `value.a.b.c`; undefined where one of them is not there. Errs where there cannot be any. */
export function follow(value: Value, path: readonly string[], environment: Environment): Value | undefined {
  let current: Value | undefined = value;
  for (const name of path) {
    const attributes = attributesOf(current, environment);
    current = attributes && attributeOf(attributes, name);
    if (current === undefined) return undefined;
  }
  return current;
}

/** The attributes of a record or an entity; undefined for an entity that is only named. */
function attributesOf(value: Value, environment: Environment): RecordValue | undefined {
  if (typeof value !== 'object') throw erred;
  if (!(value instanceof Structured)) return value;
  if (!(value instanceof EntityUid)) throw erred;
  return known(value, environment)?.attributes;
}
