import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Member, MemberList, NewMember, Team, TeamList } from '../../src/http/api/people-shapes.ts';
import { api } from './api.ts';
import { type Call, withQuery } from './call.ts';

const base = '/api/teams';

export const teamKeys = { all: ['teams'], members: (id: string) => ['team', id, 'members'] } as const;

export const teamsQuery = infiniteQueryOptions({
  queryKey: teamKeys.all,
  queryFn: ({ pageParam }) =>
    api.send<TeamList>({ method: 'GET', path: withQuery(base, { limit: 100, cursor: pageParam }) }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: teamKeys.members(id),
    queryFn: ({ pageParam }) =>
      api.send<MemberList>({
        method: 'GET',
        path: withQuery(`${base}/${id}/members`, { limit: 50, cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const createTeam = (name: string): Call<Team> => ({ method: 'POST', path: base, body: { name } });
export const renameTeam = (id: string, name: string): Call<Team> => ({
  method: 'PATCH',
  path: `${base}/${id}`,
  body: { name },
});
export const deleteTeam = (id: string): Call => ({ method: 'DELETE', path: `${base}/${id}` });
export const addMember = (id: string, body: NewMember): Call<Member> => ({
  method: 'POST',
  path: `${base}/${id}/members`,
  body,
});
export const removeMember = (id: string, person: string): Call => ({
  method: 'DELETE',
  path: `${base}/${id}/members/${person}`,
});
