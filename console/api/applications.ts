import { queryOptions } from '@tanstack/react-query';
import type { ApplicationView, Key, Summary } from '../../src/http/api/application-shapes.ts';
import type { Me } from '../../src/http/api/me-shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';

export type Settings = Pick<Summary, 'name' | 'trusted' | 'own_resources' | 'reasons'>;
export type MadeKey = Key & { key: string };

const base = '/api/applications';
const one = (id: string) => `${base}/${id}`;

export const applicationKeys = { all: ['applications'], one: (id: string) => ['applications', 'one', id] } as const;

export const applicationsQuery = queryOptions({
  queryKey: applicationKeys.all,
  queryFn: () => api.send<{ applications: Summary[] }>({ method: 'GET', path: base }),
});

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: applicationKeys.one(id),
    queryFn: () => api.send<ApplicationView>({ method: 'GET', path: one(id) }),
  });

/** Why the person may not change what an application is decided by; null if they may. */
export function whyNotChange({ source }: Pick<Summary, 'source'>, me: Me | undefined): string | null {
  if (source === 'file') return 'A file of the operator sets this application up. It is changed there.';
  return whyNotKeys(me);
}

/** Why the person may not give an application keys, whoever sets it up; null if they may. */
export const whyNotKeys = (me: Me | undefined): string | null =>
  me?.roles.includes('owner') ? null : 'Owners look after applications.';

export const createApplication = (body: Settings & { id: string }): Call<ApplicationView> => ({
  method: 'POST',
  path: base,
  body,
});
export const changeApplication = (id: string, body: Partial<Settings>): Call<ApplicationView> => ({
  method: 'PATCH',
  path: one(id),
  body,
});
export const deleteApplication = (id: string): Call => ({ method: 'DELETE', path: one(id) });

export const createKey = (id: string, body: { name: string; days: number }): Call<MadeKey> => ({
  method: 'POST',
  path: `${one(id)}/keys`,
  body,
});
/** The key that is replaced works for a day more. */
export const replaceKey = (id: string, { id: replaces, name }: Key): Call<MadeKey> => ({
  method: 'POST',
  path: `${one(id)}/keys`,
  body: { name, replaces, overlap_seconds: 86_400 },
});
export const revokeKey = (id: string, key: string): Call => ({ method: 'DELETE', path: `${one(id)}/keys/${key}` });

export const setSchema = (id: string, schema: string): Call => ({
  method: 'PUT',
  path: `${one(id)}/schema`,
  body: { schema },
});
const policyPath = (id: string, policy: string) => `${one(id)}/policies/${encodeURIComponent(policy)}`;
export const putPolicy = (id: string, policy: string, text: string): Call => ({
  method: 'PUT',
  path: policyPath(id, policy),
  body: { text },
});
export const deletePolicy = (id: string, policy: string): Call => ({ method: 'DELETE', path: policyPath(id, policy) });
