import type { Identity } from '../identity/identity.ts';
import type { Refusal } from '../methods/strategy.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Client, Context, FlowDependencies } from './context.ts';
import type { FlowRequest } from './create.ts';
import type { Flow, FlowKind } from './flow.ts';
import { type RequiredAal, requireAal } from './freshness.ts';
import { type LoginRequest, startLogin } from './login.ts';
import { renew } from './prepare.ts';
import { isNavigation, type RegistrationRequest, startRegistration } from './registration.ts';
import { checkedReturnTo } from './return-to.ts';
import { run } from './run.ts';
import { startSettings } from './settings.ts';
import { createSetup, type Setup } from './setup.ts';
import { createStepUp, type StepUp } from './step-up.ts';
import { belongsToClient, loadFlow, notExpired, personMatches } from './steps/flow-checks.ts';
import { sweepFlows } from './sweep.ts';
import { type FlowView, viewFlow } from './view.ts';

export type { Client, FlowDependencies } from './context.ts';
export { flowError, knownFlowError } from './errors.ts';
export type { Flow } from './flow.ts';
export type { Setup } from './setup.ts';
export type { StepUp } from './step-up.ts';
export type { FlowView } from './view.ts';

/** The flows that have a page and addresses of their own. */
export const selfServiceFlows = ['login', 'registration', 'settings'] as const satisfies FlowKind[];
export type SelfService = (typeof selfServiceFlows)[number];

/** What a submission led to. */
export type Submitted =
  /** The flow goes on: it shows a refusal or its next page. */
  | { outcome: 'continued'; flow: Flow; refusal: Refusal | null }
  | { outcome: 'signed_in'; flow: Flow; identity: Identity; session: Session; token: string }
  /** A settings flow that was saved, or shows something new. */
  | { outcome: 'saved'; flow: Flow };

/** The self-service conversations, without HTTP. */
export interface Flows {
  startLogin(client: Client, request: LoginRequest): Promise<Flow>;
  startRegistration(client: Client, request: RegistrationRequest): Promise<Flow>;
  startSettings(client: Client, request: FlowRequest): Promise<Flow>;
  /** Reads a flow for the client that it belongs to. Throws 404, 403 and 410 as a submission would. */
  read(kind: SelfService, id: string, client: Client): Promise<Flow>;
  /** Gives a flow whose page is opened again after a while fresh challenges. */
  renew(flow: Flow, client: Client): Promise<void>;
  submit(kind: SelfService, id: string, client: Client, body: Record<string, unknown>): Promise<Submitted>;
  view(flow: Flow, client: Pick<Client, 'person' | 'token'>, csrfToken: string): Promise<FlowView>;
  /** Throws `self_service_flow_return_to_forbidden`. */
  returnTo(asked: string | undefined): string | null;
  /** Throws `session_aal2_required` when the session is weaker than `required` asks of this person. */
  requireAal(person: NonNullable<Client['person']>, required: RequiredAal): Promise<void>;
  stepUp: StepUp;
  setup: Setup;
  /** Removes flows that expired a while ago, in short transactions; answers how many. */
  sweep(): Promise<number>;
}

export function createFlows(dependencies: FlowDependencies): Flows {
  const { config, store, clock } = dependencies;

  return {
    startLogin: (client, request) => startLogin(dependencies, client, request),
    startRegistration: (client, request) => startRegistration(dependencies, client, request),
    startSettings: (client, request) => startSettings(dependencies, client, request),

    async read(kind, flowId, client) {
      const context = { ...dependencies, kind, flowId, client } as Context;
      for (const check of [loadFlow, belongsToClient, notExpired]) await check(context, store.read);
      if (kind === 'settings') await personMatches(context, store.read);
      return context.flow;
    },

    renew: (flow, client) => renew(dependencies, flow, client),

    async submit(kind, flowId, client, body) {
      const column = kind === 'registration' && isNavigation(body) ? 'profile' : kind;
      const { context, refusal } = await run(dependencies, { kind, column, flowId, client, body });
      const { flow, opened, identity } = context;
      if (refusal || column === 'profile') return { outcome: 'continued', flow, refusal };
      if (opened && flow.data.setup !== undefined) dependencies.setupSpent();
      if (opened) return { outcome: 'signed_in', flow, identity: identity!, ...opened };
      return { outcome: 'saved', flow };
    },

    view: (flow, client, csrfToken) => viewFlow(dependencies, flow, client, csrfToken),

    returnTo: (asked) =>
      checkedReturnTo(asked, {
        base: config['serve.public.base_url'],
        allowed: config['selfservice.allowed_return_urls'],
        fallback: config['selfservice.default_browser_return_url'],
      }),

    requireAal: (person, required) => requireAal(dependencies, person, required),
    stepUp: createStepUp(dependencies),
    setup: createSetup(dependencies),
    sweep: () => sweepFlows(store, clock()),
  };
}
