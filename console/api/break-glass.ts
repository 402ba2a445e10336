import { queryOptions } from '@tanstack/react-query';
import type { Opening } from '../../src/http/api/break-glass-shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';

const base = '/api/break-glass';

export interface SealedCodes {
  codes: string[];
  made_at: string;
}

/** One that somebody looks back at. */
export interface PastOpening extends Opening {
  /** Ids of those that were read by it although they were closed to the person. */
  jars: string[];
  review: { by: Opening['by']; at: string; note: string } | null;
  may_review: boolean;
}

interface BreakGlass {
  /** Null where none were made. */
  codes: { made_at: string; total: number; left: number } | null;
  openings: PastOpening[];
}

export const breakGlassQuery = queryOptions({
  queryKey: ['break-glass'],
  queryFn: () => api.send<BreakGlass>({ method: 'GET', path: base }),
});

export const sealCodes: Call<SealedCodes> = { method: 'POST', path: `${base}/codes` };
export const openBreakGlass = (code: string, reason: string): Call<Opening> => ({
  method: 'POST',
  path: `${base}/open`,
  body: { code, reason },
});
export const closeBreakGlass: Call = { method: 'POST', path: `${base}/close` };
export const reviewOpening = (id: string, note: string): Call => ({
  method: 'POST',
  path: `${base}/openings/${id}/review`,
  body: { note },
});
