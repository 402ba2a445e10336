import { queryOptions } from '@tanstack/react-query';
import type {
  Policy,
  PolicyCheck,
  PolicyList,
  PolicyVersions,
  Question,
  SimulationResult,
  Vocabulary,
} from '../../src/http/api/policy-shapes.ts';
import type { ReplayResult, TemplateList } from '../../src/http/api/sign-in-shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';
import { Refused } from './refusal.ts';

const base = '/api/policies';
const one = (id: string) => `${base}/${encodeURIComponent(id)}`;

export const ruleKeys = { all: ['rules'], one: (id: string) => ['rules', 'one', id] } as const;

export const rulesQuery = queryOptions({
  queryKey: ruleKeys.all,
  queryFn: () => api.send<PolicyList>({ method: 'GET', path: base }),
});

/** Null where there is no such rule, or not any more. */
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ruleKeys.one(id),
    queryFn: () => unlessMissing(api.send<Policy>({ method: 'GET', path: one(id) })),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...ruleKeys.one(id), 'versions'],
    queryFn: () => unlessMissing(api.send<PolicyVersions>({ method: 'GET', path: `${one(id)}/versions` })),
  });

/** What a rule can speak about. It changes with the version of STING only. */
export const vocabularyQuery = queryOptions({
  queryKey: ['vocabulary'],
  queryFn: () => api.send<Vocabulary>({ method: 'GET', path: `${base}/vocabulary` }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Rules to start from. They change with the version of STING only. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => api.send<TemplateList>({ method: 'GET', path: `${base}/templates` }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The judgement of a text, with the text that it is about. */
export const checkQuery = (text: string) =>
  queryOptions({
    queryKey: ['rule-check', text],
    queryFn: async () => ({
      text,
      ...(await api.send<PolicyCheck>({ method: 'POST', path: `${base}/validate`, body: { text } })),
    }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

export const createRule = (body: { text: string; enabled: boolean; reason?: string }): Call<Policy> => ({
  method: 'POST',
  path: base,
  body,
});
export const changeRule = (
  id: string,
  body: { text: string; enabled: boolean; version: number; reason?: string },
): Call<Policy> => ({ method: 'PUT', path: one(id), body });
export const deleteRule = (id: string): Call => ({ method: 'DELETE', path: one(id) });
export const revertRule = (id: string, version: number): Call => ({
  method: 'POST',
  path: `${one(id)}/revert`,
  body: { version },
});

/** A rule as it would be. */
export interface Draft {
  id: string;
  text: string;
  enabled: boolean;
}

export const simulate = (draft: Draft, question: Question): Call<SimulationResult> => ({
  method: 'POST',
  path: `${base}/simulate`,
  body: { changes: [draft], questions: [question] },
});

/** What the newest recorded sign-ins came to, and would come to under a draft. */
export const replay = (draft: Draft, last: number): Call<ReplayResult> => ({
  method: 'POST',
  path: `${base}/replay`,
  body: { changes: [draft], last },
});

async function unlessMissing<Result>(asked: Promise<Result>): Promise<Result | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.refusal.status === 404) return null;
    throw error;
  }
}
