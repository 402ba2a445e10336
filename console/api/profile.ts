import { queryOptions } from '@tanstack/react-query';
import type { Profile } from '../../src/http/api/profile-shapes.ts';
import { api } from './api.ts';

/** What is asked of people here. It changes with the configuration only. */
export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: () => api.send<Profile>({ method: 'GET', path: '/api/profile' }),
  staleTime: 60_000,
});
