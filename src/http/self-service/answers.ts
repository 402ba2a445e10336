import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ContinueWith, type Flow, flowError, type SelfService, type Submitted } from '../../flows/flows.ts';
import { identityWire } from '../../identity/identity.ts';
import { message } from '../../methods/messages.ts';
import { gradingOf, type Session, sessionWire } from '../../sessions/sessions.ts';
import type { Application } from '../application.ts';
import { isJsonRequest } from '../content.ts';
import type { Csrf } from '../csrf.ts';
import { keepDevice } from '../device-secret.ts';
import type { FlowAddresses } from './addresses.ts';
import { type Visitor, viewFor } from './client.ts';

type Of<O extends Submitted['outcome']> = Extract<Submitted, { outcome: O }>;

interface Asked {
  kind: SelfService;
  client: Visitor;
  request: FastifyRequest;
  reply: FastifyReply;
  json: boolean;
}

/** A wrong code is an answer of its flow, not an error (contract 6). */
const wrongCodes = new Set([4060006, 4070006]);

/** What each outcome of a submission answers to a browser that navigates, to a script and to a native client (contract 3.3, 6). */
export function answering(app: Application, addresses: FlowAddresses, csrf: Csrf) {
  const { config, flows } = app;
  const { base } = addresses;
  const grading = gradingOf(config);

  const verificationUi = (steps: readonly ContinueWith[]) =>
    steps.find((step) => step.action === 'show_verification_ui')?.flow.url;
  const redirectTo = (url: string): ContinueWith => ({ action: 'redirect_browser_to', redirect_browser_to: url });

  function setSession(reply: FastifyReply, { expiresAt }: Session, token: string, others: string[] = []) {
    const seconds = Math.floor((expiresAt - app.clock()) / 1000);
    reply.header('set-cookie', [app.sessionCookie.serialize(token, seconds), ...others]);
  }

  /** What somebody's browser gets beside a session that begins in it, or that waited for this proof. */
  function newcomer({ limited, nextSecret, deviceSecret }: Visitor, begins = true): string[] {
    const device = keepDevice(app, deviceSecret);
    if (begins) return [csrf.setCookie(nextSecret), device];
    return limited ? [device] : [];
  }

  function continued({ flow, refusal }: Of<'continued'>, { kind, client, request, reply, json }: Asked) {
    if (!json) return reply.redirect(addresses.page(kind, flow), 303);
    const aside = kind === 'recovery' || kind === 'verification';
    const wrongCode = refusal?.messages.some((shown) => wrongCodes.has(shown.message.id)) ?? false;
    const status = aside && (refusal === null || wrongCode) ? 200 : (refusal?.status ?? 400);
    return viewFor(app, request, flow, client, csrf).then((view) => reply.code(status).send(view));
  }

  async function saved(
    { flow, changed, opened, continueWith }: Of<'saved'>,
    { kind, client, request, reply, json }: Asked,
  ) {
    if (opened && flow.client === 'browser') setSession(reply, opened.session, opened.token);
    const target = (changed ? flows.destination(flow) : null) ?? addresses.page(kind, flow);
    if (!json) return reply.redirect(verificationUi(continueWith) ?? target, 303);
    // The change may have touched the person that the view shows.
    const identity = await app.identities.byId(app.store.read, client.person!.identity.id);
    const person = { ...client.person!, identity: identity! };
    const view = await viewFor(app, request, flow, { ...client, person }, csrf);
    const steps = [...continueWith, ...(flow.client === 'browser' && changed ? [redirectTo(target)] : [])];
    return steps.length > 0 ? { ...view, continue_with: steps } : view;
  }

  async function signedIn(
    { flow, session, identity, token, continueWith }: Of<'signed_in'>,
    { kind, client, reply, json }: Asked,
  ) {
    const wire = sessionWire({ session, identity }, grading);
    const registered = kind === 'registration' ? { identity: identityWire(identity, base) } : {};
    const asksMore = kind === 'login' && config['session.whoami.required_aal'] === 'highest_available';
    const weak = session.limited || (asksMore && (await flows.couldProveMore({ session, identity })));
    if (flow.client === 'api') {
      const set: ContinueWith = { action: 'set_ory_session_token', ory_session_token: token };
      const steps = kind === 'registration' ? [set, ...continueWith] : null;
      // Who it is is not told before the second proof (contract 3.3).
      const told = weak ? { ...wire, identity: null } : wire;
      return { session_token: token, session: told, ...registered, continue_with: steps };
    }
    setSession(reply, session, token, newcomer(client, flow.sessionId === null));
    const target = flows.destination(flow) ?? welcome(flow) ?? config['selfservice.default_browser_return_url'];
    if (weak) {
      const second = addresses.start('login', { aal: 'aal2', return_to: target });
      if (!json) return reply.redirect(second, 303);
      throw flowError('browser_location_change_required', { redirect_browser_to: second });
    }
    if (!json) return reply.redirect(verificationUi(continueWith) ?? target, 303);
    return { session: wire, ...registered, continue_with: [...continueWith, redirectTo(target)] };
  }

  /**
   * The owner makes backup codes, and so does whoever has just used one; whoever registered with a code is shown how to
   * get a passkey.
   */
  function welcome({ kind, active, data }: Flow): string | null {
    const account = config['selfservice.flows.settings.ui_url'];
    if (data.setup !== undefined || active === 'lookup_secret') return `${account}#lookup_secret`;
    return kind === 'registration' && active === 'code' ? `${account}#passkey` : null;
  }

  function registered({ flow, identity, continueWith }: Of<'registered'>, { reply, json }: Asked) {
    const target = flows.destination(flow) ?? config['selfservice.default_browser_return_url'];
    if (!json) return reply.redirect(verificationUi(continueWith) ?? target, 303);
    return { identity: identityWire(identity, base), continue_with: continueWith };
  }

  async function recovered(
    { flow, session, identity, token }: Of<'recovered'>,
    { client, request, reply, json }: Asked,
  ) {
    const person = { session, identity, superseded: false };
    // The link of an app's flow is opened in a browser, which is then who is back in.
    const browser = client.kind === 'browser';
    if (browser) setSession(reply, session, token, newcomer(client));
    const after = flows.destination(flow) ?? config['selfservice.default_browser_return_url'];
    if (session.limited) {
      // Nothing opens before the second proof, so that is where it leads.
      const second = addresses.start('login', { aal: 'aal2', return_to: flow.data.skipSettings ? after : undefined });
      return leave(second, [redirectTo(second)]);
    }
    if (flow.data.skipSettings) return leave(after, [redirectTo(after)]);
    const settings = await flows.startSettings(
      { ...client, person, token, csrf: client.nextCsrf ?? null },
      { requestUrl: addresses.start('settings'), returnTo: flow.returnTo },
      { messages: [message(1060001, privilegedUntil(session))] },
    );
    const url = addresses.page('settings', settings);
    return leave(url, [{ action: 'show_settings_ui', flow: { id: settings.id, ...(browser ? { url } : {}) } }]);

    async function leave(target: string, steps: ContinueWith[]) {
      if (!json) return reply.redirect(target, 303);
      if (browser && !config['feature_flags.use_continue_with_transitions']) {
        throw flowError('browser_location_change_required', { redirect_browser_to: target });
      }
      const set: ContinueWith = { action: 'set_ory_session_token', ory_session_token: token };
      const view = await viewFor(app, request, { ...flow, state: 'passed_challenge' }, client, csrf);
      return { ...view, continue_with: browser ? steps : [set, ...steps] };
    }
  }

  function privilegedUntil({ authenticatedAt }: Session) {
    const end = authenticatedAt + config['selfservice.flows.settings.privileged_session_max_age'] * 1000;
    return {
      privileged_session_expires_at: new Date(end).toISOString(),
      privileged_session_expires_at_unix: Math.floor(end / 1000),
    };
  }

  function verified({ flow }: Of<'verified'>, { kind, client, request, reply, json }: Asked) {
    return json ? viewFor(app, request, flow, client, csrf) : reply.redirect(addresses.page(kind, flow), 303);
  }

  return (submitted: Submitted, asked: Omit<Asked, 'json'>): Promise<unknown> | unknown => {
    const whole = { ...asked, json: asked.client.kind === 'api' || isJsonRequest(asked.request) };
    switch (submitted.outcome) {
      case 'continued':
        return continued(submitted, whole);
      case 'saved':
        return saved(submitted, whole);
      case 'signed_in':
        return signedIn(submitted, whole);
      case 'registered':
        return registered(submitted, whole);
      case 'recovered':
        return recovered(submitted, whole);
      case 'verified':
        return verified(submitted, whole);
    }
  };
}
