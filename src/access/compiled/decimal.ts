import { toLong } from './long.ts';
import { erred } from './signals.ts';
import { asString, type Long, Quantity, type Value } from './values.ts';

/** Cedar's `decimal`: a Long of ten-thousandths. */
export class Decimal extends Quantity {}

/** `decimal("...")`: one to four digits after the point. */
export function decimal(text: Value): Decimal {
  const [, whole, fraction] = /^(-?[0-9]+)\.([0-9]{1,4})$/.exec(asString(text)) ?? [];
  if (whole === undefined || fraction === undefined) throw erred;
  return new Decimal(toLong(BigInt(whole + fraction.padEnd(4, '0'))));
}

function unitsOf(value: Value): Long {
  if (!(value instanceof Decimal)) throw erred;
  return value.units;
}

export const lessThan = (one: Value, other: Value): boolean => unitsOf(one) < unitsOf(other);
export const lessThanOrEqual = (one: Value, other: Value): boolean => unitsOf(one) <= unitsOf(other);
