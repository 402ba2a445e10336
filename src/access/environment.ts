import type { Clock } from '../kernel/clock.ts';
import { plainAddress } from '../kernel/plain-address.ts';
import type { Origin } from '../kernel/request.ts';

/** Where a question comes from. Null: nobody's request is behind it, and rules about networks see no address. */
export type From =
  | (Pick<Origin, 'ip' | 'userAgent' | 'country' | 'language'> & {
      /** When, in milliseconds, where a question is not about now. */
      at?: number;
    })
  | null;

/** `environment`, `declared` and `break_glass` of every question (policies/schema.cedarschema). */
export interface Surroundings {
  environment: {
    network?: { __extn: { fn: 'ip'; arg: string } };
    country?: string;
    now: number;
    hour: number;
    weekday: number;
  };
  declared: { user_agent: string; language?: string };
  /** Only where a sealed code counts. */
  break_glass?: true;
}

export type Surround = (from: From) => Surroundings;

const quarterMs = 15 * 60 * 1000;

/** What the policies learn of time and place. Throws RangeError for a time zone that does not exist. */
export function createSurround(clock: Clock, timeZone: string): Surround {
  const local = localTime(timeZone);
  return (from) => {
    const now = from?.at ?? clock();
    const network = from && plainAddress(from.ip);
    return {
      environment: {
        ...(network ? { network: { __extn: { fn: 'ip', arg: network } } } : {}),
        ...(from?.country ? { country: from.country } : {}),
        now: Math.floor(now / 1000),
        ...local(now),
      },
      declared: {
        user_agent: from?.userAgent ?? '',
        ...(from?.language ? { language: from.language } : {}),
      },
    };
  };
}

/** No zone changes its hour within a quarter, so one is looked up once. */
function localTime(timeZone: string): (now: number) => { hour: number; weekday: number } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23', weekday: 'short' });
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  let known = { quarter: -1, hour: 0, weekday: 1 };
  return (now) => {
    const quarter = Math.floor(now / quarterMs);
    if (quarter !== known.quarter) {
      const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
      known = { quarter, hour: Number(parts['hour']), weekday: days.indexOf(parts['weekday'] ?? '') + 1 };
    }
    return { hour: known.hour, weekday: known.weekday };
  };
}
