import {
  DateTime,
  Duration,
  datetime,
  duration,
  durationSince,
  offset,
  toDate,
  toTime,
  wholeUnits,
} from './datetime.ts';
import { decimal, lessThan, lessThanOrEqual } from './decimal.ts';
import { ip, isInRange, isIpv4, isIpv6, isLoopback, isMulticast } from './ip.ts';
import { add, asLong, multiply, negate, subtract } from './long.ts';
import { erred } from './signals.ts';
import { asBoolean, asSet, equal, type Value } from './values.ts';

/** What is asked of one value, by its name in the JSON of a policy. */
export const unary = new Map<string, (value: Value) => Value>([
  ['!', (value) => !asBoolean(value)],
  ['neg', negate],
  ['isEmpty', (value) => asSet(value).size === 0],
  ['ip', ip],
  ['isIpv4', isIpv4],
  ['isIpv6', isIpv6],
  ['isLoopback', isLoopback],
  ['isMulticast', isMulticast],
  ['decimal', decimal],
  ['datetime', datetime],
  ['toDate', toDate],
  ['toTime', toTime],
  ['duration', duration],
  ['toMilliseconds', wholeUnits(1n)],
  ['toSeconds', wholeUnits(1000n)],
  ['toMinutes', wholeUnits(60_000n)],
  ['toHours', wholeUnits(3_600_000n)],
  ['toDays', wholeUnits(86_400_000n)],
]);

/** What is asked of two values, both of which are evaluated whatever they are. */
export const binary = new Map<string, (left: Value, right: Value) => Value>([
  ['==', equal],
  ['!=', (left, right) => !equal(left, right)],
  ['<', less],
  ['<=', (left, right) => !less(right, left)],
  ['>', (left, right) => less(right, left)],
  ['>=', (left, right) => !less(left, right)],
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['contains', (left, right) => asSet(left).contains(right)],
  ['containsAll', (left, right) => asSet(left).containsAll(asSet(right))],
  ['containsAny', (left, right) => asSet(left).containsAny(asSet(right))],
  ['isInRange', isInRange],
  ['lessThan', lessThan],
  ['lessThanOrEqual', lessThanOrEqual],
  ['greaterThan', (left, right) => lessThan(right, left)],
  ['greaterThanOrEqual', (left, right) => lessThanOrEqual(right, left)],
  ['offset', offset],
  ['durationSince', durationSince],
]);

/** Longs, moments and durations have an order; nothing is compared with something of another type. */
function less(left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  const timed =
    (left instanceof DateTime && right instanceof DateTime) || (left instanceof Duration && right instanceof Duration);
  if (timed) return left.units < right.units;
  if (typeof left === 'object' || typeof right === 'object') throw erred;
  return asLong(left) < asLong(right);
}
