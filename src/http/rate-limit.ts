import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { addressGroup } from '../kernel/address-group.ts';
import { StingError } from '../kernel/errors.ts';

const refusal = ({ msBeforeNext }: Pick<RateLimiterRes, 'msBeforeNext'>) => {
  const seconds = Math.ceil(msBeforeNext / 1000);
  return new StingError({
    code: 'too_many_requests',
    status: 429,
    message: `Too many requests. Try again in ${seconds} seconds.`,
    extensions: { retry_after_seconds: seconds },
  });
};

/** Counts one more of something, or `many`, for whoever asks; throws `too_many_requests` (429) with the seconds to wait. */
export type RateLimit = (who: string, many?: number) => Promise<void>;

/** Counts by address, unless `groupOf` says who else stands for one. */
export function createRateLimit(perMinute: number, groupOf: (who: string) => string = addressGroup): RateLimit {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (who, many = 1) => {
    try {
      await limiter.consume(groupOf(who), many);
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
