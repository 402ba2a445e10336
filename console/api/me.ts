import { queryOptions } from '@tanstack/react-query';
import type { Me } from '../../src/http/api/shapes.ts';
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

const looksAfterPeople: readonly string[] = ['owner', 'admin', 'security_officer', 'support', 'auditor'];

/** People are for these roles to look at. */
export const readsPeople = (me: Me | undefined): boolean =>
  me?.roles.some((role) => looksAfterPeople.includes(role)) ?? false;

/** These invite, appoint and make teams. */
export const administers = (me: Me | undefined): boolean =>
  me?.roles.some((role) => role === 'owner' || role === 'admin') ?? false;

/** The audit trail is for these roles. */
export function readsAudit(me: Me | undefined): boolean {
  return me?.roles.some((role) => ['owner', 'auditor', 'security_officer'].includes(role)) ?? false;
}

/** The rules, and why something was decided, are for these roles to look at. */
export const readsRules = (me: Me | undefined): boolean =>
  me?.roles.some((role) => ['owner', 'admin', 'security_officer', 'auditor'].includes(role)) ?? false;
