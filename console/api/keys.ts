import { queryOptions } from '@tanstack/react-query';
import type { ApiKey, ShownApiKey } from '../../src/http/api/account-shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';

const base = '/api/me/api-keys';

/** One's own, newest first. */
export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => api.send<{ api_keys: ApiKey[] }>({ method: 'GET', path: base }),
});

export const makeKey = (body: { name: string; scopes: string[]; expires_in_days: number }): Call<ShownApiKey> => ({
  method: 'POST',
  path: base,
  body,
});
/** The key that is replaced works for an hour more. */
export const rotateKey = (id: string): Call<ShownApiKey> => ({
  method: 'POST',
  path: `${base}/${id}/rotate`,
  body: { overlap_minutes: 60 },
});
export const revokeKey = (id: string): Call => ({ method: 'DELETE', path: `${base}/${id}` });
