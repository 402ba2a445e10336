import { type Refusal, refusal } from '../strategy.ts';

/** What a client is told to wait once a factor is closed: nothing changes by waiting, so a day. */
const closedForSeconds = 86_400;

/**
 * The refusal of an attempt that may not be read now, from what `Attempts.reserve` answered; null when it may.
 * `closed` says after the last attempt what helps instead.
 */
export function throttled(waitSeconds: number | null, closed: string): Refusal | null {
  if (waitSeconds === null) return null;
  if (!Number.isFinite(waitSeconds)) {
    return { ...tooMany('locked', closed), retryAfterSeconds: closedForSeconds };
  }
  return { ...tooMany('throttled', `Try again in ${waitSeconds} seconds.`), retryAfterSeconds: waitSeconds };
}

function tooMany(reason: string, what: string): Refusal {
  return refusal(reason, 4000001, { context: { reason: `Too many wrong attempts. ${what}` } });
}
