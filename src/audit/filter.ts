import { badRequest } from '../kernel/errors.ts';
import type { EventFilter } from './audit.ts';
import type { Search } from './store.ts';

/** The largest page of `list`. */
const pageLimit = 1000;

/** The filter in the words of the database, one row more than the page so as to know whether there is another. */
export function searchOf({ since, until, cursor, limit, ...equal }: EventFilter): Search {
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimit) {
    throw badRequest('invalid_filter', `The page size must be between 1 and ${pageLimit}.`);
  }
  return {
    ...equal,
    ...(since === undefined ? {} : { since: instant('since', since) }),
    ...(until === undefined ? {} : { until: instant('until', until) }),
    ...(cursor === undefined ? {} : { before: sequenceOf(cursor) }),
    limit: limit + 1,
  };
}

function instant(name: string, text: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw badRequest('invalid_filter', `"${name}" is not an RFC 3339 time.`);
  return milliseconds;
}

/** The cursor of the page that follows the event at `sequence`. */
export function cursorAt(sequence: number): string {
  return Buffer.from(String(sequence)).toString('base64url');
}

function sequenceOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^[1-9]\d{0,15}$/.test(text)) throw badRequest('invalid_filter', 'The cursor is not one of this list.');
  return Number(text);
}
