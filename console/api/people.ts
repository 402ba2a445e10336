import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  FactorReset,
  FactorsReset,
  InvitationList,
  InvitationSent,
  NewInvitation,
  PersonInFull,
  PersonList,
} from '../../src/http/api/people-shapes.ts';
import type { PersonAttributes } from '../../src/http/api/policy-shapes.ts';
import type { RoleList } from '../../src/http/api/role-shapes.ts';
import { api } from './api.ts';
import { type Call, withQuery } from './call.ts';

export interface PeopleFilter {
  q?: string | undefined;
  role?: string | undefined;
  state?: 'active' | 'suspended' | undefined;
}

export const peopleKeys = { all: ['people'], one: (id: string) => ['person', id] } as const;

export const peopleQuery = ({ q, role, state }: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: [...peopleKeys.all, q, role, state],
    queryFn: ({ pageParam }) =>
      api.send<PersonList>({
        method: 'GET',
        path: withQuery('/api/people', { limit: 25, cursor: pageParam, q, role, state }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: peopleKeys.one(id),
    queryFn: () => api.send<PersonInFull>({ method: 'GET', path: `/api/people/${id}` }),
  });

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: () => api.send<RoleList>({ method: 'GET', path: '/api/roles' }),
  staleTime: 60_000,
});

const person = (id: string) => `/api/people/${id}`;

export const attributesQuery = (id: string) =>
  queryOptions({
    queryKey: [...peopleKeys.one(id), 'attributes'],
    queryFn: () => api.send<PersonAttributes>({ method: 'GET', path: `${person(id)}/attributes` }),
  });
/** Null forgets what was said. */
export const classify = (id: string, body: Partial<PersonAttributes>): Call<PersonAttributes> => ({
  method: 'PATCH',
  path: `${person(id)}/attributes`,
  body,
});

export const suspend = (id: string): Call => ({ method: 'POST', path: `${person(id)}/suspend` });
export const resume = (id: string): Call => ({ method: 'POST', path: `${person(id)}/resume` });
export const endSessions = (id: string): Call<{ count: number }> => ({
  method: 'POST',
  path: `${person(id)}/end-sessions`,
});
export const resetFactors = (id: string, body: FactorReset): Call<FactorsReset> => ({
  method: 'POST',
  path: `${person(id)}/reset-mfa`,
  body,
});
export const giveRole = (id: string, role: string): Call => ({ method: 'PUT', path: `${person(id)}/roles/${role}` });
export const takeRole = (id: string, role: string): Call => ({ method: 'DELETE', path: `${person(id)}/roles/${role}` });

export const invitationsQuery = infiniteQueryOptions({
  queryKey: ['invitations'],
  queryFn: ({ pageParam }) =>
    api.send<InvitationList>({
      method: 'GET',
      path: withQuery('/api/invitations', { limit: 25, cursor: pageParam }),
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const invite = (body: NewInvitation): Call<InvitationSent> => ({
  method: 'POST',
  path: '/api/invitations',
  body,
});
export const inviteAgain = (id: string): Call<InvitationSent> => ({
  method: 'POST',
  path: `/api/invitations/${id}/resend`,
});
export const uninvite = (id: string): Call => ({ method: 'DELETE', path: `/api/invitations/${id}` });
