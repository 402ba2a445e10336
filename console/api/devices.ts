import { queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Call } from './call.ts';

export interface Device {
  id: string;
  /** What it says of itself: `Firefox on Linux`. */
  name: string;
  first_seen_at: string;
  last_seen_at: string;
  /** The one that asks. */
  current: boolean;
}

const base = '/api/me/devices';

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: () => api.send<{ devices: Device[] }>({ method: 'GET', path: base }),
});

export const forgetDevice = (id: string): Call => ({ method: 'DELETE', path: `${base}/${id}` });
