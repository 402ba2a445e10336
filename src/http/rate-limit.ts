import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { StingError } from '../kernel/errors.ts';

/** Whom an address stands for: an IPv6 site usually owns its whole /64. */
export function addressGroup(ip: string): string {
  if (!isIPv6(ip)) return ip;
  if (ip.startsWith('::ffff:')) return ip.slice(7);
  const [head = '', tail] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

const refusal = ({ msBeforeNext }: Pick<RateLimiterRes, 'msBeforeNext'>) => {
  const seconds = Math.ceil(msBeforeNext / 1000);
  return new StingError({
    code: 'too_many_requests',
    status: 429,
    message: `Too many requests. Try again in ${seconds} seconds.`,
    extensions: { retry_after_seconds: seconds },
  });
};

/** Counts one more of something for an address; throws `too_many_requests` (429) with the seconds to wait. */
export type RateLimit = (ip: string) => Promise<void>;

export function createRateLimit(perMinute: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (ip) => {
    try {
      await limiter.consume(addressGroup(ip));
    } catch (exceeded) {
      throw refusal(exceeded as RateLimiterRes);
    }
  };
}

/** Counts failures only. Who has had as many as a minute allows is refused before anybody looks at what they bring. */
export interface FailureLimit {
  /** Throws `too_many_requests` (429) with the seconds to wait. */
  check(ip: string): Promise<void>;
  count(ip: string): Promise<void>;
}

export function createFailureLimit(perMinute: number): FailureLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async check(ip) {
      const failures = await limiter.get(addressGroup(ip));
      if (failures !== null && failures.consumedPoints >= perMinute) throw refusal(failures);
    },
    async count(ip) {
      await limiter.penalty(addressGroup(ip));
    },
  };
}
