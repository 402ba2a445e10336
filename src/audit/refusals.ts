import { type Clock, rfc3339 } from '../kernel/clock.ts';
import type { Origin } from '../kernel/request.ts';
import type { AuditEvent } from './audit.ts';

const minuteMs = 60_000;

/** Addresses that are kept apart within one minute; the rest is counted together, so that a flood cannot fill memory. */
export const addressesPerMinute = 256;

interface Bucket {
  minute: number;
  code: string;
  /** Of the first request counted here. */
  origin: Origin;
  count: number;
}

/** Anonymous junk, counted per minute, address and code: a flood costs one event a minute and not one a request. */
export class Refusals {
  readonly #clock: Clock;
  #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(code: string, origin: Origin): void {
    const minute = Math.floor(this.#clock() / minuteMs);
    const known = this.#buckets.get(`${minute} ${code} ${origin.ip}`);
    if (known) known.count++;
    else if (this.#buckets.size < addressesPerMinute) this.#put({ minute, code, origin, count: 1 });
    else this.#put({ minute, code, origin: { requestId: '', ip: 'others', userAgent: '' }, count: 1 });
  }

  /** Takes out what was counted in the minutes that are over, or everything. */
  take(all: boolean): Bucket[] {
    const minute = Math.floor(this.#clock() / minuteMs);
    const taken: Bucket[] = [];
    for (const [key, bucket] of this.#buckets) {
      if (!all && bucket.minute === minute) continue;
      taken.push(bucket);
      this.#buckets.delete(key);
    }
    return taken;
  }

  /** Counts again what was taken out but could not be written. */
  giveBack(buckets: readonly Bucket[]): void {
    for (const bucket of buckets) this.#put(bucket);
  }

  #put(bucket: Bucket): void {
    const key = `${bucket.minute} ${bucket.code} ${bucket.origin.ip}`;
    const known = this.#buckets.get(key);
    if (known) known.count += bucket.count;
    else this.#buckets.set(key, bucket);
  }
}

export function refusalEvent({ code, count, minute }: Bucket): AuditEvent {
  return {
    type: 'request.refused',
    outcome: 'denied',
    reason: code,
    details: { count, minute: rfc3339(minute * minuteMs) },
  };
}
