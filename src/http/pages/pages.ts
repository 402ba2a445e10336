import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Client,
  type Flow,
  type FlowView,
  flowError,
  type SelfService,
  selfServiceFlows,
} from '../../flows/flows.ts';
import { StingError } from '../../kernel/errors.ts';
import type { FlowPage, Pages } from '../../pages/pages.ts';
import type { Application } from '../application.ts';
import type { Csrf } from '../csrf.ts';
import { farewellCookie } from '../farewell-cookie.ts';
import { applicationOf } from '../forward-auth/start-address.ts';
import { sendHtml } from '../headers.ts';
import { clientOf, viewFor } from '../self-service/client.ts';
import { logoutUrl } from '../self-service/logout.ts';
import { accountData } from './account.ts';
import { languageSwitch, screensFor } from './language.ts';
import { flowLinks } from './links.ts';
import { noticeRoutes } from './notices.ts';
import { startedWith } from './start-note.ts';

const declared = { auth: 'optional', tier: 1, permission: 'public', contract: 'page' } as const;

/** The pages that people see. A flow's page without a flow starts one, so that `/login` is an address to remember. */
export function pageRoutes(server: FastifyInstance, app: Application, pages: Pages, csrf: Csrf): void {
  const { config, random } = app;
  const base = config['serve.public.base_url'];
  const farewell = farewellCookie({ https: base.startsWith('https:') });

  languageSwitch(server, { base, https: base.startsWith('https:') });
  noticeRoutes(server, app, pages);

  server.get('/', { config: { ...declared, operation: 'page.home' } }, (request, reply) =>
    reply.redirect(request.person ? '/console' : '/login', 303),
  );

  /** The flow of the query, or null after sending the browser off to start one. */
  async function flowFor(
    kind: SelfService,
    request: FastifyRequest,
    reply: FastifyReply,
    client: Client,
  ): Promise<Flow | null> {
    const { flow: id, ...rest } = request.query as Record<string, string>;
    const query = new URLSearchParams(rest);
    if (id) {
      try {
        const flow = await app.flows.read(kind, id, client);
        await app.flows.renew(flow, client);
        return flow;
      } catch (error) {
        // A bookmark, another browser's flow or one that waited too long: begin anew instead of explaining.
        if (!(error instanceof StingError) || error.status >= 500) throw error;
        if (broughtNoCookie(error, request)) {
          if (startedWith(error.extensions['flow'] as Flow, 'retried')) throw cookiesNeeded();
          query.set('retried', 'true');
        }
      }
    }
    reply.redirect(`/self-service/${kind}/browser${query.size > 0 ? `?${query}` : ''}`, 303);
    return null;
  }

  /**
   * Somebody brings no cookie to a flow that has just been started: they opened another browser's link, or theirs keeps
   * no cookie and would be sent in circles. A second start tells.
   */
  function broughtNoCookie({ extensions }: StingError, request: FastifyRequest): boolean {
    const flow = extensions['flow'] as Flow | undefined;
    return flow !== undefined && csrf.read(request.headers.cookie) === null && app.clock() - flow.issuedAt < 10_000;
  }

  /** A form's redirect may end where the flow returns to, if that is an allowed foreign address. */
  function formTargets({ returnTo }: Flow): string[] {
    const { origin } = new URL(returnTo ?? config['selfservice.default_browser_return_url']);
    if (origin !== new URL(base).origin) return [origin];
    const application = returnTo === null ? null : applicationOf(app, returnTo);
    return application === null ? [] : [application];
  }

  for (const kind of selfServiceFlows.filter((each) => each !== 'settings')) {
    // A recovered session that waits for its second proof gives it in a login.
    const route = { ...declared, operation: `page.${kind}`, limited: kind === 'login' };
    server.get(`/${kind}`, { config: route }, async (request, reply) => {
      const { setup } = request.query as { setup?: string };
      if (setup && !(await app.flows.setup.isCurrent(setup))) throw flowError('setup_spent');
      const client = clientOf(app, request, reply, 'browser', csrf);
      const flow = await flowFor(kind, request, reply, client);
      if (!flow) return reply;
      const view = await viewFor(app, request, flow, client, csrf);
      fillIn(view, (request.query as { code?: string }).code);
      const page: FlowPage = {
        flow: view as unknown as FlowPage['flow'],
        setup: flow.data.setup !== undefined,
        recovers: flow.data.recovers === true,
        addressProven: flow.data.proven !== undefined,
        changesAddress: flow.data.change !== undefined,
        signedOut: !request.person && farewell.read(request.headers.cookie),
        links: flowLinks(app, flow, request),
      };
      if (page.signedOut) reply.header('set-cookie', farewell.clear());
      const screens = screensFor(pages, request, reply);
      return sendHtml(reply, { random, formTargets: formTargets(flow) }, (nonce) => screens.flow(kind, page, nonce));
    });
  }

  server.get('/settings', { config: { ...declared, operation: 'page.settings' } }, async (request, reply) => {
    const client = clientOf(app, request, reply, 'browser', csrf);
    const flow = await flowFor('settings', request, reply, client);
    if (!flow) return reply;
    const view = await viewFor(app, request, flow, client, csrf);
    const data = await accountData(app, client.person!, view, logoutUrl(app, request.sessionToken!));
    const screens = screensFor(pages, request, reply);
    return sendHtml(reply, { random, formTargets: formTargets(flow) }, (nonce) => screens.account(data, nonce));
  });
}

const cookiesNeeded = () =>
  new StingError({
    code: 'cookies_needed',
    status: 403,
    message: 'This browser did not send our cookie back. Allow cookies for this site, then start again.',
  });

/** The code of a link in a message stands in its field; whoever opened the link still says yes. */
function fillIn({ ui }: FlowView, code: string | undefined): void {
  if (code === undefined || !/^\d{6}$/.test(code)) return;
  const field = ui.nodes.find(({ attributes }) => attributes['name'] === 'code');
  if (field) field.attributes['value'] = code;
}
