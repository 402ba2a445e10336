import type { Evidence } from '../assurance/evidence.ts';
import type { Address, Identity } from '../identity/identity.ts';
import type { StingError } from '../kernel/errors.ts';
import type { Offered } from '../methods/possible.ts';
import type { Refusal } from '../methods/strategy.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Client, Context, FlowDependencies } from './context.ts';
import type { ContinueWith } from './continue-with.ts';
import { type Continuity, createContinuity } from './continuity.ts';
import type { FlowRequest } from './create.ts';
import { destinationOf } from './destination.ts';
import type { Flow, FlowData, FlowKind } from './flow.ts';
import { aal2Required, codeAddresses, couldProveMore, provable, type RequiredAal, requireAal } from './freshness.ts';
import { type LoginRequest, startLogin } from './login.ts';
import { offeredMethods } from './offered.ts';
import { type IssuedRecovery, issueRecovery, type RecoveryIssue } from './operator-recovery.ts';
import { renew } from './prepare.ts';
import { type RecoveryRequest, startRecovery } from './recovery.ts';
import { type RegistrationRequest, startRegistration } from './registration.ts';
import { checkedReturnTo } from './return-to.ts';
import { run } from './run.ts';
import { startSettings } from './settings.ts';
import { createSetup, type Setup } from './setup.ts';
import { createStepUp, type StepUp } from './step-up.ts';
import { belongsToClient, loadFlow, notExpired, personMatches } from './steps/flow-checks.ts';
import { abandonFlows, forgetPerson, holdOf, setHold } from './store.ts';
import { sweepFlows } from './sweep.ts';
import { startVerification } from './verification.ts';
import { type FlowView, viewFlow } from './view.ts';

export { isBlockedNumber } from './blocked-number.ts';
export type { Client, FlowDependencies } from './context.ts';
export type { ContinueWith } from './continue-with.ts';
export { flowError, knownFlowError } from './errors.ts';
export type { Flow } from './flow.ts';
export { provingNumbers } from './freshness.ts';
export { offeredMethods } from './offered.ts';
export type { Setup } from './setup.ts';
export type { StepUp } from './step-up.ts';
export { clearHold } from './store.ts';
export type { FlowView } from './view.ts';

/** The flows that have a page and addresses of their own. */
export const selfServiceFlows = [
  'login',
  'registration',
  'settings',
  'recovery',
  'verification',
] as const satisfies FlowKind[];
export type SelfService = (typeof selfServiceFlows)[number];

/** What a submission led to. */
export type Submitted =
  /** The flow goes on: it shows a refusal or its next page. */
  | { outcome: 'continued'; flow: Flow; refusal: Refusal | null }
  | {
      outcome: 'signed_in';
      flow: Flow;
      identity: Identity;
      session: Session;
      token: string;
      continueWith: ContinueWith[];
    }
  /** Registered, where no session is to follow. */
  | { outcome: 'registered'; flow: Flow; identity: Identity; continueWith: ContinueWith[] }
  /** A settings flow that was saved, or shows something new; `opened` when that strengthened a browser's session. */
  | {
      outcome: 'saved';
      flow: Flow;
      /** Whether anything was stored; otherwise the flow shows something that is to be looked at first. */
      changed: boolean;
      opened: { session: Session; token: string } | null;
      continueWith: ContinueWith[];
    }
  /** Back in by recovery; the session opens everything, or waits for a second proof (`session.limited`). */
  | { outcome: 'recovered'; flow: Flow; identity: Identity; session: Session; token: string }
  | { outcome: 'verified'; flow: Flow };

/** The self-service conversations, without HTTP. */
export interface Flows {
  /** `setup`, `refresh`, `aal`: see the requests. Throws what the contract's section 5 says. */
  startLogin(client: Client, request: LoginRequest): Promise<Flow>;
  startRegistration(client: Client, request: RegistrationRequest): Promise<Flow>;
  /** `data`: what the flow shows at its start. */
  startSettings(client: Client, request: FlowRequest, data?: Pick<FlowData, 'messages'>): Promise<Flow>;
  startRecovery(client: Client, request: RecoveryRequest): Promise<Flow>;
  startVerification(client: Client, request: FlowRequest): Promise<Flow>;
  /** Reads a flow for the client that it belongs to. Throws 404, 403 and 410 as a submission would. */
  read(kind: SelfService, id: string, client: Client): Promise<Flow>;
  /** Gives a flow whose page is opened again after a while fresh challenges. */
  renew(flow: Flow, client: Client): Promise<void>;
  submit(kind: SelfService, id: string, client: Client, body: Record<string, unknown>): Promise<Submitted>;
  view(flow: Flow, client: Pick<Client, 'person' | 'token'>, csrfToken: string): Promise<FlowView>;
  /** Where a flow leads at its end; null where nothing was asked for or configured. */
  destination(flow: Flow): string | null;
  /** Throws `self_service_flow_return_to_forbidden`. */
  returnTo(asked: string | undefined): string | null;
  /** Throws `session_aal2_required` when the session is weaker than `required` asks of this person. */
  requireAal(person: NonNullable<Client['person']>, required: RequiredAal): Promise<void>;
  /** `session_aal2_required` with the address where the second proof is given. */
  aal2Required(): StingError;
  /** Every proof that a person could give now, keys as they have shown themselves. */
  provable(db: Reader, identityId: string): Promise<Evidence[]>;
  /** Whether somebody with this session could prove more than they have. */
  couldProveMore(person: Pick<NonNullable<Client['person']>, 'session' | 'identity'>): Promise<boolean>;
  /** What opens a session here, and what stands beside a first proof. */
  offered(): Offered;
  /** The verified addresses whose codes prove that somebody is this person, where codes are sent. */
  codeAddresses(identity: Identity): Promise<Address[]>;
  /** A recovery that the operator begins for somebody. Throws `flow_disabled` and `no_recovery_address` (400). */
  issueRecovery(tx: Tx, init: RecoveryIssue): Promise<IssuedRecovery>;
  /** Until when new ways to sign in are refused after a recovery, in milliseconds; null when they are not. */
  heldUntil(identityId: string): Promise<number | null>;
  /** From now on new ways to sign in are refused for as long as after a recovery, to whoever proves no more than a mailbox. */
  hold(tx: Tx, identityId: string): Promise<void>;
  /** Whether this person has to verify an address before anything but their account opens. */
  mustVerify(identity: Identity): boolean;
  /** Removes what a person has begun and not finished. */
  abandon(tx: Tx, identityId: string): Promise<void>;
  /** Removes what is kept of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  stepUp: StepUp;
  setup: Setup;
  continuity: Continuity;
  /** Removes flows that expired a while ago, in short transactions; answers how many. */
  sweep(): Promise<number>;
}

export function createFlows(dependencies: FlowDependencies): Flows {
  const { config, store, clock, courier } = dependencies;

  return {
    startLogin: (client, request) => startLogin(dependencies, client, request),
    startRegistration: (client, request) => startRegistration(dependencies, client, request),
    startSettings: (client, request, data) => startSettings(dependencies, client, request, data),
    startRecovery: (client, request) => startRecovery(dependencies, client, request),
    startVerification: (client, request) => startVerification(dependencies, client, request),

    async read(kind, flowId, client) {
      const context = { ...dependencies, kind, flowId, client, body: {} } as unknown as Context;
      for (const check of [loadFlow, belongsToClient, notExpired]) await check(context, store.read);
      if (kind === 'settings') await personMatches(context, store.read);
      return context.flow;
    },

    renew: (flow, client) => renew(dependencies, flow, client),

    async submit(kind, flowId, client, body) {
      const { context, refusal, turned } = await run(dependencies, { kind, flowId, client, body });
      const { flow, opened, identity, column, continueWith } = context;
      if (refusal || turned || column !== kind) return { outcome: 'continued', flow, refusal };
      switch (kind) {
        case 'settings':
          return { outcome: 'saved', flow, changed: context.verified.saved, opened, continueWith };
        case 'verification':
          return { outcome: 'verified', flow };
        case 'recovery':
          return { outcome: 'recovered', flow, identity: identity!, ...opened! };
        default: {
          if (flow.data.setup !== undefined) dependencies.setupSpent();
          if (!opened) return { outcome: 'registered', flow, identity: identity!, continueWith };
          return { outcome: 'signed_in', flow, identity: identity!, ...opened, continueWith };
        }
      }
    },

    view: (flow, client, csrfToken) => viewFlow(dependencies, flow, client, csrfToken),
    destination: (flow) => destinationOf(config, flow),

    returnTo: (asked) =>
      checkedReturnTo(asked, {
        base: config['serve.public.base_url'],
        allowed: config['selfservice.allowed_return_urls'],
        fallback: config['selfservice.default_browser_return_url'],
      }),

    requireAal: (person, required) => requireAal(dependencies, person, required),
    aal2Required: () => aal2Required(config),
    provable: (db, identityId) => provable(dependencies, db, identityId),
    couldProveMore: (person) => couldProveMore(dependencies, person),
    offered: () => offeredMethods(config, courier),
    codeAddresses: (identity) => codeAddresses(dependencies, store.read, identity),
    issueRecovery: (tx, init) => issueRecovery(dependencies, tx, init),
    async heldUntil(identityId) {
      const until = await holdOf(store.read, identityId);
      return until !== null && until > clock() ? until : null;
    },
    async hold(tx, identityId) {
      const seconds = config['security.recovery_hold'];
      const now = clock();
      if (seconds > 0) await setHold(tx, identityId, { now, until: now + seconds * 1000 });
    },
    mustVerify: ({ addresses }) => {
      const asked = addresses.filter(({ verifiable, via }) => verifiable && courier.delivers(via));
      return asked.length > 0 && !addresses.some(({ verified }) => verified);
    },
    abandon: abandonFlows,
    forget: forgetPerson,
    stepUp: createStepUp(dependencies),
    setup: createSetup(dependencies),
    continuity: createContinuity(dependencies),
    sweep: () => sweepFlows(store, clock()),
  };
}
