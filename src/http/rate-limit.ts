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

/** Counts requests per address; throws `too_many_requests` (429) with the seconds to wait. */
export function createRateLimit(requestsPerMinute: number): (ip: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  return async (ip) => {
    try {
      await limiter.consume(addressGroup(ip));
    } catch (refusal) {
      const seconds = Math.ceil((refusal as RateLimiterRes).msBeforeNext / 1000);
      throw new StingError({
        code: 'too_many_requests',
        status: 429,
        message: `Too many requests. Try again in ${seconds} seconds.`,
        extensions: { retry_after_seconds: seconds },
      });
    }
  };
}
