import { queryOptions } from '@tanstack/react-query';
import type { Explanation, Question } from '../../src/http/api/policy-shapes.ts';
import { api } from './api.ts';

/** A question as it is typed and as it stands in an address. What is empty is not asked. */
export interface Asked {
  /** An e-mail address, or the id of an account. */
  who?: string;
  operation?: string;
  /** The id of a jar. */
  jar?: string;
  proofs?: NonNullable<Question['proofs']>;
  network?: string;
  /** Local time, `2026-03-01T09:30`. */
  at?: string;
}

export const proofWords: Record<NonNullable<Question['proofs']>, string> = {
  session: 'What they proved so far',
  nothing: 'Nothing',
  everything: 'Everything, just now',
};

export function questionOf({ who = '', operation = '', jar, proofs, network, at }: Asked): Question {
  const moment = at ? new Date(at) : null;
  return {
    subject: who.includes('@') ? { email: who.trim() } : { id: who.trim() },
    operation,
    ...(jar ? { resource: `jar:${jar.trim()}` } : {}),
    ...(proofs ? { proofs } : {}),
    ...(network ? { network: network.trim() } : {}),
    ...(moment ? { at: moment.toISOString() } : {}),
  };
}

/** The question in the address of a page. What does not fit is left out. */
export function askedIn(search: Record<string, unknown>): Asked {
  const text = (name: string) =>
    typeof search[name] === 'string' && search[name] !== '' ? { [name]: search[name] } : {};
  const { proofs, at } = search;
  return {
    ...text('who'),
    ...text('operation'),
    ...text('jar'),
    ...text('network'),
    ...(typeof proofs === 'string' && Object.hasOwn(proofWords, proofs)
      ? { proofs: proofs as Asked['proofs'] & string }
      : {}),
    ...(typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { at } : {}),
  };
}

export const explainQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['explain', asked],
    queryFn: () => api.send<Explanation>({ method: 'POST', path: '/api/explain', body: questionOf(asked) }),
    enabled: Boolean(asked.who && asked.operation),
    // It answers for now.
    staleTime: 0,
    gcTime: 0,
  });
