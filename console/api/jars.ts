import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AccessList,
  Document,
  DocumentList,
  Grant,
  Jar,
  JarChange,
  JarList,
  NewGrant,
  NewJar,
} from '../../src/http/api/shapes.ts';
import { api } from './api.ts';
import { type Call, withQuery } from './call.ts';

const pageSize = 25;
const base = '/api/jars';

/** Everything about jars, or about one, as cached: what to invalidate after a change. */
export const jarKeys = {
  all: ['jars'] as const,
  one: (id: string) => ['jars', 'one', id] as const,
};

export const jarsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...jarKeys.all, 'list', q],
    queryFn: ({ pageParam }) =>
      api.send<JarList>({ method: 'GET', path: withQuery(base, { limit: pageSize, q, cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const jarQuery = (id: string) =>
  queryOptions({
    queryKey: jarKeys.one(id),
    queryFn: () => api.send<Jar>({ method: 'GET', path: `${base}/${id}` }),
  });

export const documentsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...jarKeys.one(id), 'documents'],
    queryFn: ({ pageParam }) =>
      api.send<DocumentList>({
        method: 'GET',
        path: withQuery(`${base}/${id}/documents`, { limit: pageSize, cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const accessQuery = (id: string) =>
  queryOptions({
    queryKey: [...jarKeys.one(id), 'access'],
    queryFn: () => api.send<AccessList>({ method: 'GET', path: `${base}/${id}/grants` }),
  });

export const createJar = (body: NewJar): Call<Jar> => ({ method: 'POST', path: base, body });
/** Who can see a jar and what it takes to open it is another operation than its description. */
export const changeJar = (id: string, body: JarChange): Call<Jar> => ({
  method: 'PATCH',
  path: `${base}/${id}`,
  body,
  operation: 'type' in body || 'sensitivity' in body ? 'jar.administer' : 'jar.edit',
});
export const deleteJar = (id: string): Call => ({ method: 'DELETE', path: `${base}/${id}` });

export const share = (id: string, body: NewGrant): Call<Grant> => ({
  method: 'POST',
  path: `${base}/${id}/grants`,
  body,
});
export const unshare = (id: string, grant: string): Call => ({
  method: 'DELETE',
  path: `${base}/${id}/grants/${grant}`,
});

/** Sent with `overUpload`, which makes the body. */
export const uploadDocument = (id: string): Call<Document> => ({ method: 'POST', path: `${base}/${id}/documents` });
export const describeDocument = (id: string, document: string): Call<Document> => ({
  method: 'GET',
  path: `${base}/${id}/documents/${document}`,
});
export const deleteDocument = (id: string, document: string): Call => ({
  method: 'DELETE',
  path: `${base}/${id}/documents/${document}`,
});
export const contentPath = (id: string, document: string) => `${base}/${id}/documents/${document}/content`;
