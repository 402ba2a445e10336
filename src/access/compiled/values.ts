import type { Uid } from '../cedar.ts';
import { erred } from './signals.ts';

/** What Cedar calls a Long, 64 bits signed: a number where JavaScript is exact, a bigint beyond. See `toLong`. */
export type Long = number | bigint;

/** Attributes by their name. An attribute that is undefined is not there, as it would not be in JSON. */
export interface RecordValue {
  readonly [attribute: string]: Value;
}

export type Value = boolean | Long | string | RecordValue | Structured;

/** A value that is an object, but not a record. */
export abstract class Structured {
  abstract equals(other: Value): boolean;
}

/** A Long with a unit: equal to one of the same kind alone. */
export abstract class Quantity extends Structured {
  readonly units: Long;

  constructor(units: Long) {
    super();
    this.units = units;
  }

  equals(other: Value): boolean {
    return other instanceof Quantity && other.constructor === this.constructor && other.units === this.units;
  }
}

export const sameUid = (one: Uid, other: Uid): boolean => one.id === other.id && one.type === other.type;

/** An entity that is named; whether anything is known of it is another question. */
export class EntityUid extends Structured implements Uid {
  readonly type: string;
  readonly id: string;

  constructor(type: string, id: string) {
    super();
    this.type = type;
    this.id = id;
  }

  equals(other: Value): boolean {
    return other instanceof EntityUid && sameUid(this, other);
  }
}

/** An entity with its attributes and all that it is in, directly or through another. */
export class KnownEntity extends EntityUid {
  readonly attributes: RecordValue;
  readonly ancestors: readonly Uid[];

  constructor({ type, id }: Uid, attributes: RecordValue, ancestors: readonly Uid[]) {
    super(type, id);
    this.attributes = attributes;
    this.ancestors = ancestors;
  }
}

/** Unordered, each element once. */
export class ValueSet extends Structured {
  readonly plain = new Set<Value>();
  readonly objects: Value[] = [];

  constructor(elements: Iterable<Value>) {
    super();
    for (const element of elements) {
      if (typeof element !== 'object') this.plain.add(element);
      else if (!this.contains(element)) this.objects.push(element);
    }
  }

  get size(): number {
    return this.plain.size + this.objects.length;
  }

  contains(value: Value): boolean {
    return typeof value === 'object' ? this.objects.some((one) => equal(one, value)) : this.plain.has(value);
  }

  containsAll(other: ValueSet): boolean {
    return this.plain.isSupersetOf(other.plain) && other.objects.every((one) => this.contains(one));
  }

  containsAny(other: ValueSet): boolean {
    return !this.plain.isDisjointFrom(other.plain) || other.objects.some((one) => this.contains(one));
  }

  equals(other: Value): boolean {
    return other instanceof ValueSet && this.size === other.size && this.containsAll(other);
  }
}

/** The attribute; undefined where the record has none of this name. */
export function attributeOf(record: RecordValue, name: string): Value | undefined {
  const value: unknown = record[name];
  // To ask each time whether it is the record's own takes twice as long; what every object inherits are functions, and this.
  const mayBeInherited = typeof value === 'function' || name === '__proto__';
  return mayBeInherited && !Object.hasOwn(record, name) ? undefined : (value as Value | undefined);
}

/** Cedar's `==`: values of different types are different, no error. */
export function equal(one: Value, other: Value): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  if (one instanceof Structured) return one.equals(other);
  return !(other instanceof Structured) && sameAttributes(one, other);
}

function sameAttributes(one: RecordValue, other: RecordValue): boolean {
  const names = presentIn(one);
  if (names.length !== presentIn(other).length) return false;
  return names.every((name) => {
    const theirs = attributeOf(other, name);
    return theirs !== undefined && equal(one[name]!, theirs);
  });
}

const presentIn = (record: RecordValue): string[] => Object.keys(record).filter((name) => record[name] !== undefined);

export function asBoolean(value: Value): boolean {
  if (typeof value !== 'boolean') throw erred;
  return value;
}

export function asString(value: Value): string {
  if (typeof value !== 'string') throw erred;
  return value;
}

export function asSet(value: Value): ValueSet {
  if (!(value instanceof ValueSet)) throw erred;
  return value;
}

export function asEntity(value: Value): EntityUid {
  if (!(value instanceof EntityUid)) throw erred;
  return value;
}
