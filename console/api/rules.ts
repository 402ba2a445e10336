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

/** A rule to start from. */
export interface Template {
  id: string;
  title: string;
  description: string;
  text: string;
}

/** None where the server offers none. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async () => {
    const answer = await unlessMissing(
      api.send<{ templates: Template[] }>({ method: 'GET', path: `${base}/templates` }),
    );
    return answer?.templates ?? [];
  },
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

type Count = Record<'allowed' | 'asked' | 'blocked' | 'told', number>;
interface Outcome {
  outcome: string;
  policies: string[];
}

/** What recorded sign-ins came to, and would have come to under a draft. */
export interface Replay {
  sign_ins: number;
  before: Count;
  after: Count;
  changed: {
    at: string;
    person: { id: string; name: string | null };
    device: string | null;
    network: string | null;
    before: Outcome;
    after: Outcome;
  }[];
}

/** In the table of operations where the server keeps sign-ins. */
export const replayPath = `${base}/replay`;

export const replay = (draft: Draft, last: number): Call<Replay> => ({
  method: 'POST',
  path: replayPath,
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
