import { queryOptions } from '@tanstack/react-query';
import type { Me } from '../../src/http/api/me-shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => api.send<Me>({ method: 'GET', path: '/api/me' }),
  staleTime: 60_000,
});

/** Ends the session on the server and leaves this page. */
export async function signOut(): Promise<void> {
  const logout: Call<{ logout_url: string }> = { method: 'GET', path: '/self-service/logout/browser' };
  location.assign((await api.send(logout)).logout_url);
}

const may = (me: Me | undefined, permission: string): boolean => me?.permissions.includes(permission) ?? false;

export const readsPeople = (me: Me | undefined): boolean => may(me, 'person.read');

/** These invite, appoint and make teams. */
export const administers = (me: Me | undefined): boolean => may(me, 'person.invite');

export const readsAudit = (me: Me | undefined): boolean => may(me, 'audit.read');

/** The rules, why something was decided, and the applications. */
export const readsRules = (me: Me | undefined): boolean => may(me, 'policy.read');

/** How surely people must have proven who they are. */
export const readsProfile = (me: Me | undefined): boolean => may(me, 'installation.read_profile');

/** Sealed codes, and what was done by them. */
export const readsBreakGlass = (me: Me | undefined): boolean => may(me, 'break_glass.read');
export const sealsCodes = (me: Me | undefined): boolean => may(me, 'break_glass.seal');
export const opensCodes = (me: Me | undefined): boolean => may(me, 'break_glass.open');

/** These make roles. */
export const definesRoles = (me: Me | undefined): boolean => may(me, 'role.define');
