import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  Accepted,
  CurrentTransfer,
  NewTransfer,
  OfferList,
  SearchResults,
  Transfer,
} from '../../src/http/api/jar-shapes.ts';
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
/** Its own label; null leaves it at that of its jar. */
export const labelDocument = (
  id: string,
  document: string,
  sensitivity: Document['own_sensitivity'],
): Call<Document> => ({
  method: 'PATCH',
  path: `${base}/${id}/documents/${document}`,
  body: { sensitivity },
});
export const approve = (id: string, document: string): Call<Document> => ({
  method: 'POST',
  path: `${base}/${id}/documents/${document}/approve`,
});
export const reject = (id: string, document: string, reason: string): Call<Document> => ({
  method: 'POST',
  path: `${base}/${id}/documents/${document}/reject`,
  body: { reason },
});
/** By whoever uploaded it, before it is approved or once it was not. */
export const withdrawUpload = (id: string, document: string): Call => ({
  method: 'POST',
  path: `${base}/${id}/documents/${document}/withdraw`,
});
/** Refused until the proof is given that documents of this label want. */
export const openLabel = (id: string, sensitivity: Document['sensitivity']): Call<DocumentList> => ({
  method: 'GET',
  path: withQuery(`${base}/${id}/documents`, { sensitivity, limit: 1 }),
});
export const contentPath = (id: string, document: string) => `${base}/${id}/documents/${document}/content`;

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: [...jarKeys.all, 'search', q],
    queryFn: () => api.send<SearchResults>({ method: 'GET', path: withQuery('/api/search', { q, limit: 25 }) }),
    placeholderData: keepPreviousData,
    enabled: q !== '',
  });

export const transferQuery = (id: string) =>
  queryOptions({
    queryKey: [...jarKeys.one(id), 'transfer'],
    queryFn: () => api.send<CurrentTransfer>({ method: 'GET', path: `${base}/${id}/transfer` }),
  });
export const offerJar = (id: string, to: NewTransfer['to']): Call<Transfer> => ({
  method: 'POST',
  path: `${base}/${id}/transfer`,
  body: { to },
});
export const withdrawOffer = (id: string): Call => ({ method: 'DELETE', path: `${base}/${id}/transfer` });

export const offersQuery = queryOptions({
  queryKey: [...jarKeys.all, 'offers'],
  queryFn: () => api.send<OfferList>({ method: 'GET', path: '/api/me/transfers' }),
});
export const acceptOffer = (id: string): Call<Accepted> => ({
  method: 'POST',
  path: `/api/me/transfers/${id}/accept`,
});
export const declineOffer = (id: string): Call => ({ method: 'POST', path: `/api/me/transfers/${id}/decline` });
