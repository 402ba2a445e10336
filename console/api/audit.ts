import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { AuditVerification, Event, EventList } from '../../src/http/api/shapes.ts';
import { api } from './api.ts';
import { type Call, withQuery } from './call.ts';

export interface EventFilter {
  type?: string | undefined;
  outcome?: Event['outcome'] | undefined;
}

export const eventsQuery = ({ type, outcome }: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', type, outcome],
    queryFn: ({ pageParam }) =>
      api.send<EventList>({
        method: 'GET',
        path: withQuery('/api/audit/events', { limit: 50, cursor: pageParam, type, outcome }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // Reading asks for a recent proof and is itself an event: only when a person wants it.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Sent with `overContent`: every event that fits the filter, one JSON object a line. */
export const exportEvents = ({ type, outcome }: EventFilter): Call<Blob> => ({
  method: 'GET',
  path: withQuery('/api/audit/export', { format: 'jsonl', type, outcome }),
});

export const verifyChain: Call<AuditVerification> = { method: 'POST', path: '/api/audit/verify' };
