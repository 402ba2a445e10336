import type { SchemaJson } from '../cedar.ts';
import { datetime, duration } from './datetime.ts';
import { decimal } from './decimal.ts';
import { ip } from './ip.ts';
import { Declined, erred, misfit, unfamiliar } from './signals.ts';
import { EntityUid, type RecordValue, type Value, ValueSet } from './values.ts';

export type Namespace = SchemaJson<string>[string];
export type SchemaType = NonNullable<NonNullable<Namespace['actions'][string]['appliesTo']>['context']>;

/**
 * Takes in Cedar JSON of one type and answers the value: the same object where nothing in it takes another form. Throws
 * `misfit` where Cedar would refuse it, `unfamiliar` where only Cedar can tell.
 */
export type Reader = (json: unknown) => Value;

/** The types that need no name. */
const builtIn = new Map<string, Reader>([
  ['Bool', readBoolean],
  ['Boolean', readBoolean],
  ['Long', readLong],
  ['String', readString],
  ['ipaddr', (json) => readExtension(json, 'ip', ip)],
  ['decimal', (json) => readExtension(json, 'decimal', decimal)],
  ['datetime', (json) => readExtension(json, 'datetime', datetime)],
  ['duration', (json) => readExtension(json, 'duration', duration)],
]);

/** Throws `Declined` where the schema has something in it that is not compiled. */
export function readerOf(type: SchemaType, namespace: Namespace): Reader {
  if ('element' in type) return readerOfSet(readerOf(type.element, namespace));
  if ('attributes' in type) return readerOfRecord(type, namespace);
  const name = 'name' in type ? type.name : type.type;
  const { commonTypes = {}, entityTypes } = namespace;
  // This is the order in which Cedar resolves a name.
  if (Object.hasOwn(commonTypes, name)) return readerOf(commonTypes[name]!, namespace);
  if (Object.hasOwn(entityTypes, name)) return (json) => readEntity(json, name);
  const reader = builtIn.get(name.replace(/^__cedar::/, ''));
  if (reader === undefined) throw new Declined(`the type ${name} is not compiled`);
  return reader;
}

function readerOfSet(element: Reader): Reader {
  return (json) => (Array.isArray(json) ? new ValueSet(Array.from(json, element)) : reject(json));
}

function readerOfRecord(type: Extract<SchemaType, { attributes: unknown }>, namespace: Namespace): Reader {
  if (type.additionalAttributes) throw new Declined('open records are not compiled');
  const attributes = new Map<string, { read: Reader; required: boolean }>();
  for (const [name, attribute] of Object.entries(type.attributes)) {
    if (/^__(?:entity|extn|expr)$/.test(name)) throw new Declined(`the attribute ${name} is not compiled`);
    attributes.set(name, { read: readerOf(attribute, namespace), required: attribute.required !== false });
  }
  const required = [...attributes.values()].filter((attribute) => attribute.required).length;
  return (json) => {
    if (!isPlain(json)) return reject(json);
    let copy: Record<string, Value> | null = null;
    let missing = required;
    for (const name of Object.keys(json)) {
      const given = json[name];
      // As it would be in JSON, an attribute that is undefined is not there.
      if (given === undefined) continue;
      const attribute = attributes.get(name);
      if (attribute === undefined) return reject(given);
      if (attribute.required) missing--;
      const value = attribute.read(given);
      if (value !== given) copy ??= { ...json } as Record<string, Value>;
      if (copy !== null) copy[name] = value;
    }
    if (missing > 0) throw misfit;
    return copy ?? (json as RecordValue);
  };
}

function readBoolean(json: unknown): Value {
  return typeof json === 'boolean' ? json : reject(json);
}

/** JavaScript writes a larger number with other digits than it has, so that only Cedar knows which one it reads. */
function readLong(json: unknown): Value {
  if (Number.isSafeInteger(json)) return json as number;
  if (Number.isInteger(json)) throw unfamiliar;
  return reject(json);
}

function readString(json: unknown): Value {
  return typeof json === 'string' ? wellFormed(json) : reject(json);
}

/** Half of a surrogate pair cannot be told to Cedar. */
export function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw misfit;
  return text;
}

function readEntity(json: unknown, type: string): Value {
  const uid = escaped(json, '__entity') ?? json;
  if (!isPlain(uid) || Object.keys(uid).length !== 2) throw unfamiliar;
  if (typeof uid['type'] !== 'string' || typeof uid['id'] !== 'string') throw unfamiliar;
  if (uid['type'] !== type) throw misfit;
  return new EntityUid(type, wellFormed(uid['id']));
}

/** A value that a function of Cedar makes of a text; where the schema asks for one, the text alone will do. */
function readExtension(json: unknown, name: string, make: (text: Value) => Value): Value {
  const call = escaped(json, '__extn');
  const text = isPlain(call) && Object.keys(call).length === 2 && call['fn'] === name ? call['arg'] : json;
  if (typeof text !== 'string') throw unfamiliar;
  try {
    return make(wellFormed(text));
  } catch (error) {
    throw error === erred ? misfit : error;
  }
}

/** What stands behind the one key of an object. */
const escaped = (json: unknown, key: string): unknown =>
  isPlain(json) && Object.hasOwn(json, key) && Object.keys(json).length === 1 ? json[key] : undefined;

/** JSON of another type is a misfit. Of anything else only Cedar knows what becomes of it on its way there. */
function reject(given: unknown): never {
  const isJson = given === null || ['boolean', 'number', 'string'].includes(typeof given);
  throw isJson || Array.isArray(given) || isPlain(given) ? misfit : unfamiliar;
}

function isPlain(json: unknown): json is Record<string, unknown> {
  if (typeof json !== 'object' || json === null) return false;
  const prototype = Object.getPrototypeOf(json);
  return prototype === Object.prototype || prototype === null;
}
