import { erred } from './signals.ts';
import type { Long, Value } from './values.ts';

/** In its one form, so that `===` compares; errs where 64 bits do not hold it. */
export function toLong(exact: bigint): Long {
  if (BigInt.asIntN(64, exact) !== exact) throw erred;
  const short = Number(exact);
  return Number.isSafeInteger(short) ? short : exact;
}

const isLong = (value: Value): value is Long => typeof value === 'number' || typeof value === 'bigint';

export function asLong(value: Value): Long {
  if (!isLong(value)) throw erred;
  return value;
}

/** Computes in numbers, and once more in bigints where the result is too large to be exact. */
const arithmetic =
  (short: (one: number, other: number) => number, exact: (one: bigint, other: bigint) => bigint) =>
  (one: Value, other: Value): Long => {
    if (typeof one === 'number' && typeof other === 'number') {
      const result = short(one, other);
      if (Number.isSafeInteger(result)) return result;
    }
    return toLong(exact(BigInt(asLong(one)), BigInt(asLong(other))));
  };

export const add = arithmetic(
  (one, other) => one + other,
  (one, other) => one + other,
);

export const subtract = arithmetic(
  (one, other) => one - other,
  (one, other) => one - other,
);

export const multiply = arithmetic(
  (one, other) => one * other,
  (one, other) => one * other,
);

export const negate = (value: Value): Long => subtract(0, value);
