import { add, subtract, toLong } from './long.ts';
import { erred } from './signals.ts';
import { asString, type Long, Quantity, type Value } from './values.ts';

const day = 86_400_000n;

/** Cedar's `datetime`: milliseconds since 1970. */
export class DateTime extends Quantity {}

/** Cedar's `duration`: milliseconds, negative ones too. */
export class Duration extends Quantity {}

const dateTimePattern =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2})))?$/;

/** `datetime("2026-01-31")`, or with `T12:00:00`, milliseconds or not, and `Z` or an offset such as `+0100`. */
export function datetime(text: Value): DateTime {
  const match = dateTimePattern.exec(asString(text));
  if (match === null) throw erred;
  const [, date, time = '00:00:00', fraction = '000', sign, hours = '00', minutes = '00'] = match;
  const local = `${date}T${time}.${fraction}Z`;
  const parsed = new Date(local);
  // JavaScript would take February 30 for March 1, and 24:00 for the next day.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== local) throw erred;
  if (Number(hours) > 23 || Number(minutes) > 59) throw erred;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new DateTime(parsed.getTime() - (sign === '-' ? -offset : offset));
}

const durationPattern = /^(-?)(?=.)(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/;

/** `duration("-1d2h3m4s5ms")`: each part once at most, in this order. */
export function duration(text: Value): Duration {
  const match = durationPattern.exec(asString(text));
  if (match === null) throw erred;
  const [, sign, ...parts] = match;
  const [days, hours, minutes, seconds, milliseconds] = parts.map((part) => BigInt(part ?? 0));
  const total = days! * day + hours! * 3_600_000n + minutes! * 60_000n + seconds! * 1000n + milliseconds!;
  return new Duration(toLong(sign === '-' ? -total : total));
}

function asDateTime(value: Value): Long {
  if (!(value instanceof DateTime)) throw erred;
  return value.units;
}

function asDuration(value: Value): Long {
  if (!(value instanceof Duration)) throw erred;
  return value.units;
}

/** Milliseconds since the last midnight, before 1970 too. */
const timeOfDay = (moment: Long): bigint => ((BigInt(moment) % day) + day) % day;

export const offset = (moment: Value, by: Value): DateTime => new DateTime(add(asDateTime(moment), asDuration(by)));
export const durationSince = (moment: Value, earlier: Value): Duration =>
  new Duration(subtract(asDateTime(moment), asDateTime(earlier)));
export const toTime = (moment: Value): Duration => new Duration(toLong(timeOfDay(asDateTime(moment))));
export const toDate = (moment: Value): DateTime =>
  new DateTime(toLong(BigInt(asDateTime(moment)) - timeOfDay(asDateTime(moment))));

/** Whole units of so many milliseconds in a duration, rounded towards zero. */
export const wholeUnits =
  (milliseconds: bigint) =>
  (length: Value): Long =>
    toLong(BigInt(asDuration(length)) / milliseconds);
