import type { FastifyRequest } from 'fastify';
import type { Flow } from '../../flows/flows.ts';
import type { FlowPage } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import { logoutUrl } from '../self-service/logout.ts';
import { withoutNotes } from './start-note.ts';

/** Where somebody may go from a flow's page; a sign-in that returns somewhere still does so after a detour. */
export function flowLinks(
  app: Application,
  { kind, client, requestUrl, returnTo }: Flow,
  request: Pick<FastifyRequest, 'person' | 'byCookie' | 'sessionToken'>,
): NonNullable<FlowPage['links']> {
  const { config } = app;
  const query = returnTo === null ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
  const registers = config['registration.mode'] === 'open' && config['selfservice.flows.registration.enabled'];
  const common = {
    recovery: config['selfservice.flows.recovery.enabled'] ? `/recovery${query}` : undefined,
    restart: client === 'browser' ? withoutNotes(requestUrl) : undefined,
  };
  if (!request.person) {
    return { ...common, login: `/login${query}`, registration: registers ? `/registration${query}` : undefined };
  }
  const logout = request.byCookie ? logoutUrl(app, request.sessionToken!) : undefined;
  return { ...common, logout, account: kind === 'login' ? undefined : '/settings' };
}
